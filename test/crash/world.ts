import type { Backup } from '#validators/backup';
import { setNamespace, releaseNamespace, aPrimaryConfig } from '../builders/a-config.ts';
import { aPrimary, aSecondary, type Primary, type Secondary } from '../builders/a-set.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { FakeClusterObjects } from '../fakes/fake-cluster-objects.ts';
import { FakeKubernetesApi } from '../fakes/fake-kubernetes-api.ts';
import { createRecordingLogger } from '../fakes/recording-logger.ts';
import { Service } from './service.ts';

/** Two clusters and the network between them, as programs find them. */
export interface World {
  readonly primary: Pick<Primary, 'config' | 'kubernetes' | 'objects' | 'clock' | 'logger'>;
  readonly secondary: Pick<Secondary, 'config' | 'kubernetes' | 'objects' | 'hub' | 'logger'>;
  /** What the URLs of the hub lead to once a hub runs. */
  readonly service: Service;
  /** What was saved of the primary, where there is something to restore. */
  readonly backup?: Backup;
}

/** A primary on which nothing of ours ran yet, but for a join-token Secret somebody made ahead. */
export async function aBareWorld(overrides?: PairOptions['config']): Promise<World> {
  const kubernetes = new FakeKubernetesApi('primary', [setNamespace, releaseNamespace]);
  const metadata = { name: 'join-token-a', namespace: setNamespace };
  await kubernetes.create('Secret', { metadata, type: 'joinery.dev/join-token' });
  const primary = {
    config: aPrimaryConfig(overrides),
    kubernetes,
    objects: new FakeClusterObjects('primary', [setNamespace, releaseNamespace]),
    clock: new FakeClock(),
    logger: createRecordingLogger(),
  };
  return { primary, secondary: await aSecondary(await aPrimary('unused')), service: new Service() };
}

/** What the builders of rows may change about both sides. */
export interface PairOptions {
  readonly config?: Parameters<typeof aPrimary>[1];
  /** Annotations of the join-token Secret. */
  readonly annotations?: Record<string, string>;
  readonly secondary?: Partial<Secondary['config']>;
}

/** A primary with a token, and a secondary that has it in its join Secret. */
export async function aWorldToJoin(options: PairOptions = {}) {
  const primary = await aPrimary('primary', options.config);
  const secondary = await aSecondary(primary, { config: options.secondary ?? {} });
  const { token = '' } = await primary.mint('join-token-a', options.annotations);
  await secondary.giveToken({ token, 'member-name': 'edge-7' });
  return { primary, secondary, service: new Service() };
}

/** Text in place of a certificate: what travels is compared, nobody reads it. */
export const caBundle = '-----BEGIN CERTIFICATE-----\nMAo=\n-----END CERTIFICATE-----\n';

/** The same, with a CA to fetch before the join. */
export async function aWorldToJoinWithCa() {
  return aWorldToJoin({ config: { caBundle } });
}

/** After the join. */
export async function aJoinedWorld(options: PairOptions = {}) {
  const world = await aWorldToJoin(options);
  await world.secondary.join();
  return world;
}
