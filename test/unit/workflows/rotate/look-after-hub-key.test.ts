import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HubIdentity } from '../../../../jobs/core/hub-identity/hub-identity.ts';
import { signingKeyAt } from '../../../../jobs/core/hub-identity/hub-identity.ts';
import { thumbprint } from '../../../../jobs/core/keys/thumbprint.ts';
import { lookAfterHubKey } from '../../../../jobs/workflows/rotate/look-after-hub-key.ts';
import { promoteCluster } from '../../../../jobs/workflows/promote/promote-cluster.ts';
import { aPrimaryConfig, setNamespace } from '../../../builders/a-config.ts';
import { aPrimary, type Primary } from '../../../builders/a-set.ts';
import { found } from '../../../builders/found.ts';
import { SeededRandom } from '../../../fakes/seeded-random.ts';

const config = aPrimaryConfig({ hubKeyRotation: 'monday', hubKeyOverlap: '2h' });
const hourMs = 3_600_000;
let primary: Primary;
let stop: AbortController;
let ended: Promise<unknown>[];

/** Starts one replica; returns whom it takes itself for. */
function start(name: string): () => HubIdentity {
  let identity = primary.hub.identity();
  const ports = { ...primary.ports, random: new SeededRandom(name) };
  const options = { signal: stop.signal, onIdentity: (heard: HubIdentity) => void (identity = heard) };
  ended.push(lookAfterHubKey(ports, config, options).catch((error: unknown) => error));
  return () => identity;
}

beforeEach(async () => {
  primary = await aPrimary();
  stop = new AbortController();
  ended = [];
});

afterEach(async () => {
  stop.abort(new Error('stopped'));
  await Promise.all(ended);
});

describe('lookAfterHubKey()', () => {
  it('goes on by itself when the API server was away', async () => {
    primary.kubernetes.isAway = true;
    start('a');
    await primary.clock.advance(1000);

    primary.kubernetes.isAway = false;
    await primary.clock.advance(60_000);

    expect(primary.logger.lines.join('\n')).toContain('Hub key not looked after');
    await primary.takeUpIdentity();
    expect(primary.hub.identity().chain).toHaveLength(2);
  });

  it('lets two replicas change together, to one key, without a restart', async () => {
    const replicas = [start('a'), start('b')];
    const before = primary.hub.identity().signing;
    const signers = () =>
      replicas.map((identity) => thumbprint(signingKeyAt(identity(), primary.clock.now())));

    await primary.clock.advance(2 * hourMs - 1000);
    const early = signers();
    await primary.clock.advance(1000);
    const late = signers();

    expect(early).toEqual([thumbprint(before), thumbprint(before)]);
    expect(new Set([...late, thumbprint(before)]).size).toBe(2);
    expect(replicas.map((identity) => identity().next)).toEqual([undefined, undefined]);
  });

  it('shows the key that signs on the Member of the primary, which a later start finds right', async () => {
    const identity = start('a');
    await primary.clock.advance(2 * hourMs);
    const shown = await primary.readMember(config.name);

    await promoteCluster(primary.ports, config);

    expect(shown?.status?.thumbprint).toBe(thumbprint(identity().signing));
    expect(shown?.status?.keys?.signing.x).toBe(identity().signing.x);
    expect((await primary.readMember(config.name))?.metadata.resourceVersion).toBe(
      found(shown).metadata.resourceVersion,
    );
  });

  it('obeys a command while it runs', async () => {
    await primary.clock.advance(0);
    const metadata = { namespace: setNamespace, name: 'hub-identity' };
    start('a');
    await primary.clock.advance(2 * hourMs);
    const secret = found(await primary.kubernetes.get('Secret', metadata));

    const annotations = { 'joinery.dev/rotate-hub-key': '' };
    await primary.kubernetes.update('Secret', { ...secret, metadata: { ...secret.metadata, annotations } });
    await primary.clock.advance(0);

    await primary.takeUpIdentity();
    expect(primary.hub.identity().chain).toHaveLength(3);
  });
});
