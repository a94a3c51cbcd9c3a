import type { PrimaryConfig } from '#validators/primary-config';
import type { Manifest } from '../../jobs/core/kubernetes/manifest.ts';
import { runAgent } from '../../jobs/workflows/agent/run-agent.ts';
import { OfferBook } from '../../jobs/workflows/offer/offer-book.ts';
import { FakeClusterObjects } from '../fakes/fake-cluster-objects.ts';
import { aJoinedSet } from './a-set.ts';

/** What a primary takes when it takes everything. */
const everything = {
  enabled: true,
  kinds: ['ConfigMap', 'Secret'],
  perMember: 20,
  maxBytes: 262_144,
} satisfies PrimaryConfig['exports'];

/** A set whose member `edge-7` offers what its namespaces `shop` and `depot` have with the label. */
export async function anOfferingSet(exports: Partial<PrimaryConfig['exports']> = {}) {
  const { primary, secondary } = await aJoinedSet({ exports: { ...everything, ...exports } });
  const objects = new FakeClusterObjects('edge', ['shop', 'depot']);
  // Events go where the objects are.
  for (const name of ['shop', 'depot'])
    await secondary.kubernetes.create('Namespace', { metadata: { name } });
  const book = new OfferBook(
    { ...secondary.ports, objects },
    { namespaces: ['shop', 'depot'], kinds: ['ConfigMap', 'Secret'] },
  );
  const stop = new AbortController();
  const ended = runAgent(secondary.ports, secondary.config, stop.signal, { offers: book }).catch(
    () => undefined,
  );
  /** Gives both time for a word and its answer. */
  const settle = async () => primary.clock.advance(12_000);
  await settle();
  return {
    primary,
    secondary,
    objects,
    settle,
    /** Somebody on the member makes or changes an object. */
    offer: (manifest: Manifest, label = 'true') => {
      const labels = { 'joinery.dev/export': label, app: 'shop' };
      objects.edit({ ...manifest, metadata: { ...manifest.metadata, labels } }, 'somebody');
    },
    /** What the hub keeps, without what is computed. */
    kept: async () => [
      ...(await primary.objects.list({ apiVersion: 'v1', kind: 'ConfigMap' })),
      ...(await primary.objects.list({ apiVersion: 'v1', kind: 'Secret' })),
    ],
    readStatus: async () => (await primary.readMember('edge-7'))?.status,
    end: async () => {
      stop.abort(new Error('stopped'));
      await ended;
    },
  };
}
