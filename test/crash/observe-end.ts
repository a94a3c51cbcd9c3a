import { parseSecretData } from '../../jobs/core/kubernetes/secret-data.ts';
import { parseClusterClaim } from '../../jobs/core/membership/cluster-claim.ts';
import type { Condition, StoredMeta } from '../../jobs/core/kubernetes/objects.ts';
import type { FakeClusterObjects } from '../fakes/fake-cluster-objects.ts';
import type { FakeKubernetesApi } from '../fakes/fake-kubernetes-api.ts';
import type { World } from './world.ts';

/** Ids, keys, digests, tokens, and the names made of them. */
const drawn =
  /jnry_[\w-]+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<![\w-])[\w-]{40,}|(?<![0-9a-z])[0-9a-f]{12,32}(?![0-9a-z])|\b1[78]\d{8}\b/g;

/**
 * Observes everything both clusters hold, as text in which each value that was drawn or made from one that
 * was drawn (key, id, digest) has a number instead, and times are left out. Two runs that drew other values,
 * and used each in the same places, come to the same text.
 *
 * How often a member spoke until it was done is no part of it. Events are no part of it: one is told once at best, and decides nothing. Neither are the Leases of hubs: they
 * tell of the moment, and one that a replica leaves behind is taken away by the next.
 */
export async function observeEnd({ primary, secondary }: World): Promise<string> {
  const numbers = new Map<string, string>();
  const clusters = await Promise.all([
    renderCluster(primary.kubernetes),
    renderCluster(secondary.kubernetes),
    renderDistributed(secondary.objects),
  ]);
  return clusters
    .join('\n')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>')
    .replaceAll(/-----BEGIN[^]*?-----END [A-Z ]+-----/g, '<pem>')
    .replaceAll(drawn, (value) => {
      const number = numbers.get(value) ?? `<${numbers.size}>`;
      numbers.set(value, number);
      return number;
    });
}

/** Replaces what {@link observeEnd} numbers by dots: a name that is the same in every run. */
export function hideDrawn(name: string): string {
  return name.replaceAll(drawn, '…');
}

async function renderCluster(kubernetes: FakeKubernetesApi): Promise<string> {
  const secrets = await kubernetes.list('Secret', {});
  const members = await kubernetes.list('Member', {});
  const names = new Set(members.map(({ metadata }) => metadata.name));
  // A claim that outlives its Member is in nobody's way.
  const isHeld = (claimant: string | undefined) => claimant === undefined || names.has(claimant);
  const configMaps = await kubernetes.list('ConfigMap', {});
  const kept = configMaps.filter((configMap) => isHeld(parseClusterClaim(configMap)));
  const objects = [
    ...secrets.map((secret) => ({ ...secret, data: parseSecretData(secret.data) })),
    ...kept.map(({ data: { sequence: _sequence, ...data } = {}, ...configMap }) => ({ ...configMap, data })),
    ...members,
    ...(await kubernetes.list('Distribution', {})),
  ];
  return renderSorted(objects);
}

/** What was applied on a member. */
async function renderDistributed(objects: FakeClusterObjects): Promise<string> {
  const kinds = ['ConfigMap', 'Secret'].map(async (kind) => objects.list({ apiVersion: 'v1', kind }));
  return renderSorted((await Promise.all(kinds)).flat());
}

function renderSorted(objects: readonly { metadata: StoredMeta }[]): string {
  return objects
    .toSorted((one, other) => compare(hideDrawn(one.metadata.name), hideDrawn(other.metadata.name)))
    .map(renderObject)
    .join('\n');
}

function renderObject({ metadata, ...object }: { metadata: StoredMeta }): string {
  const { uid: _, resourceVersion: __, ...kept } = metadata;
  return JSON.stringify({ metadata: kept, ...object }, inOneOrder, 1).replaceAll('\\n', '\n');
}

/** The order of keys, and of conditions, says nothing. */
function inOneOrder(key: string, value: unknown): unknown {
  if (key === 'conditions')
    return (value as Condition[]).toSorted((one, other) => compare(one.type, other.type));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => compare(one, other)));
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
