import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildHubIdentitySecret } from '../../../../jobs/core/hub-identity/hub-identity-secret.ts';
import type { HubIdentity } from '../../../../jobs/core/hub-identity/hub-identity.ts';
import { followHubIdentity } from '../../../../jobs/workflows/identity/follow-hub-identity.ts';
import { aPrimary, type Primary } from '../../../builders/a-set.ts';
import { setNamespace } from '../../../builders/a-config.ts';
import { found } from '../../../builders/found.ts';

const ref = { namespace: setNamespace, name: 'hub-identity' };
let primary: Primary;
let told: HubIdentity[];
let stop: AbortController;
let ended: Promise<unknown>;

beforeEach(async () => {
  primary = await aPrimary();
  told = [];
  stop = new AbortController();
  const options = { signal: stop.signal, onIdentity: (identity: HubIdentity) => void told.push(identity) };
  ended = followHubIdentity(primary.ports, setNamespace, options);
  await primary.clock.advance(0);
});

afterEach(async () => {
  stop.abort(new Error('stopped'));
  await ended;
});

const write = async (data: Record<string, string>) => {
  const stored = found(await primary.kubernetes.get('Secret', ref));
  await primary.kubernetes.update('Secret', { ...stored, data });
  await primary.clock.advance(0);
};

describe('followHubIdentity()', () => {
  it('keeps to the identity it knows when the Secret is damaged or deleted', async () => {
    await write({});
    await primary.remove('Secret', 'hub-identity');
    await primary.clock.advance(0);

    expect(told).toHaveLength(1);
    const lines = primary.logger.lines.join('\n');
    expect(lines).toContain('JOINERY_HUB_KEY_DAMAGED');
    expect(lines).toContain('Hub identity gone');
  });

  it('tells what another replica or a restore wrote', async () => {
    const before = primary.hub.identity();

    await write(buildHubIdentitySecret({ ...before, epoch: before.epoch + 5 }, setNamespace).data ?? {});

    expect(told.map(({ epoch }) => epoch - before.epoch)).toEqual([0, 5]);
  });
});
