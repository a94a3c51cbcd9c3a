import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HubUnreachable } from '../../../../jobs/ports/hub-transport-errors.ts';
import { runAgent } from '../../../../jobs/workflows/agent/run-agent.ts';
import { leaveRelease } from '../../../../jobs/workflows/leave/leave-release.ts';
import { endpoint } from '../../../builders/a-config.ts';
import { aConfigMap, aMapKey } from '../../../builders/a-manifest.ts';
import { aPrimary, aSecondary, type Primary, type Secondary } from '../../../builders/a-set.ts';
import { uids } from '../../../builders/an-applier.ts';

const deny = ['*.rbac.authorization.k8s.io'];
const uid = uids.first;

let primary: Primary;
let secondary: Secondary;
let stop: AbortController;

function start(): void {
  stop = new AbortController();
  const { signal } = stop;
  runAgent(secondary.ports, secondary.config, signal).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

/** A member that takes what is distributed, with one object. */
async function begin(onLeave: 'keep' | 'remove' = 'keep'): Promise<void> {
  primary = await aPrimary();
  secondary = await aSecondary(primary, { config: { apply: { enabled: true, deny, onLeave } } });
  const { token = '' } = await primary.mint('join-token-a');
  await secondary.giveToken({ token, 'member-name': 'edge-7' });
  start();
  await primary.clock.advance(5000);
  primary.parts.want('edge-7', { uid }, [aConfigMap()]);
  await primary.clock.advance(5000);
}

/** Leaves as the Job before an uninstall does. */
async function leave(): Promise<void> {
  const leaving = leaveRelease(secondary.ports, secondary.config, new AbortController().signal);
  await primary.clock.advance(30_000);
  await leaving;
}

beforeEach(async () => begin());

afterEach(() => stop.abort(new Error('stopped')));

const readSky = async () => (await secondary.objects.get(aMapKey()))?.['data'];

describe('runAgent(), with something distributed', () => {
  it('applies it, and tells the hub', async () => {
    expect(await readSky()).toEqual({ sky: 'blue' });
    expect(primary.hub.deliveries.reportOf('edge-7')).toMatchObject({ parts: [{ uid, state: 'Applied' }] });
  });

  it('takes up a change, and takes away what is withdrawn', async () => {
    primary.parts.want('edge-7', { uid }, [aConfigMap('colours', { sky: 'grey' })]);
    await primary.clock.advance(5000);
    const changed = await readSky();

    primary.parts.withdraw('edge-7', uid);
    await primary.clock.advance(5000);

    expect(changed).toEqual({ sky: 'grey' });
    expect(await readSky()).toBeUndefined();
    expect(primary.hub.deliveries.reportOf('edge-7')).toEqual({ parts: [] });
  });

  it('enforces it while the hub is away, also when it begins anew then', async () => {
    secondary.hub.middle = async () => {
      throw new HubUnreachable({ endpoint, found: 'the connection is refused' });
    };
    secondary.objects.edit(aConfigMap('colours', { sky: 'red' }), 'kubectl-edit');
    await primary.clock.advance(5000);
    const repaired = await readSky();
    stop.abort(new Error('stopped'));
    secondary.objects.remove(aMapKey());

    start();
    await primary.clock.advance(5000);

    expect([repaired, await readSky()]).toEqual([{ sky: 'blue' }, { sky: 'blue' }]);
  });

  it('leaves it as it is once the release is being uninstalled', async () => {
    await secondary.leave();
    await primary.clock.advance(1000);
    secondary.objects.edit(aConfigMap('colours', { sky: 'red' }), 'kubectl-edit');

    await primary.clock.advance(60_000);

    expect(await readSky()).toEqual({ sky: 'red' });
  });
});

describe('leaveRelease()', () => {
  it('keeps what was distributed', async () => {
    await leave();

    expect(await readSky()).toEqual({ sky: 'blue' });
  });

  it('takes it away where the values say so, and the agent does not bring it back', async () => {
    stop.abort(new Error('stopped'));
    await begin('remove');

    await leave();

    expect(await readSky()).toBeUndefined();
    const stored = await secondary.kubernetes.list('Secret', {
      namespace: 'joinery',
      type: 'joinery.dev/applied-set',
    });
    expect(stored).toEqual([]);
    expect(await secondary.readStatus()).toMatchObject({ status: 'Left' });
  });
});
