import type { SyncAnswer } from '#validators/sync-answer';
import type { SyncRequest } from '#validators/sync-request';
import type { Manifest } from '../../jobs/core/kubernetes/manifest.ts';
import { ServiceLine } from '../../jobs/workflows/services/service-line.ts';
import { ServiceSharing } from '../../jobs/workflows/services/service-sharing.ts';
import { sendSync } from '../../jobs/workflows/sync/send-sync.ts';
import { FakeClusterObjects } from '../fakes/fake-cluster-objects.ts';
import { aService, aServiceExport, anEndpointSlice, aReadyEndpoint } from './a-service.ts';
import { found } from './found.ts';
import { aSecondary, type Primary } from './a-set.ts';

const verbs = ['get', 'list', 'watch', 'create', 'patch', 'delete'];

/** The kinds of sharing services, as an API server serves them. */
export const serviceKinds = [
  ['multicluster.x-k8s.io/v1beta1', 'ServiceExport'],
  ['multicluster.x-k8s.io/v1beta1', 'ServiceImport'],
  ['discovery.k8s.io/v1', 'EndpointSlice'],
].map(([apiVersion = '', kind = '']) => ({
  apiVersion,
  kind,
  plural: `${kind.toLowerCase()}s`,
  isNamespaced: true,
  verbs,
}));

/** Definitions that say nothing but their name. */
export const bareCrds = {
  read: async (name: string): Promise<Manifest> => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name },
  }),
};

/** A member with a namespace `shop` that shares services; it speaks when it is told to. */
export async function aSharingMember(primary: Primary, name: string) {
  const secondary = await aSecondary(primary, { name });
  const { token = '' } = await primary.mint(`join-token-${name}`);
  await secondary.giveToken({ token, 'member-name': name });
  await secondary.join();
  const objects = new FakeClusterObjects(name, ['shop']);
  for (const kind of serviceKinds) objects.serve(kind);
  const { signal } = new AbortController();
  const sharing = new ServiceSharing(
    { ...secondary.ports, objects, upstreamCrds: bareCrds },
    { reach: 'podNetwork', isInstalling: false },
  );
  sharing.run(signal).catch(() => undefined);
  const line = new ServiceLine(secondary.ports, sharing);
  let sequence = 0;

  const present = async () => {
    const outcome = await secondary.join();
    if (outcome.step !== 'stay') throw new Error(`The member does not stay but ${outcome.step}`);
    const { identity, membership } = outcome;
    return { identity, membership, endpoint: membership.endpoint, clockOffsetMs: 0 };
  };
  /** Says one word, and gives what the hub answers. */
  const sync = async (said: Partial<SyncRequest> = {}) => {
    const { identity, membership, endpoint, clockOffsetMs } = await present();
    sequence += 1;
    const body = {
      name,
      instance: 'b7a1c0de-0000-4000-8000-000000000004',
      sequence,
      holdSeconds: 0,
      epoch: 0,
      hubKey: primary.hub.identity().hubId,
      desired: '',
      reportDigest: 'A'.repeat(43),
      services: line.said(),
      ...said,
    };
    const sending = { identity, membership, endpoint, clockOffsetMs, body };
    return (await sendSync(secondary.ports, sending, signal)).answer;
  };
  /** Does what an answer asks for. */
  const hear = async (told: SyncAnswer['services']) => line.hear(told, await present(), signal);
  /** Says one word and does what the answer asks for. */
  const speak = async () => {
    await primary.clock.advance(1000);
    await hear((await sync()).services);
    await primary.clock.advance(1000);
  };
  /** Gives the cluster what people make in it. */
  const given = (...manifests: readonly Manifest[]): void => {
    for (const manifest of manifests) objects.edit(manifest, 'kubectl');
  };
  /** Exports `shop/cart`, with one address. */
  const exportCart = (address: string, spec: object = {}): void =>
    given(aService(spec), anEndpointSlice([aReadyEndpoint(address)]), aServiceExport());
  /** Addresses of all imports, in order. */
  const readAddresses = async (): Promise<string[]> => {
    const slices = await objects.list({
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      labels: 'joinery.dev/component',
    });
    return slices
      .flatMap(({ endpoints }) => (endpoints as { addresses: string[] }[]).flatMap((each) => each.addresses))
      .toSorted();
  };
  /** Conditions of ServiceExport `shop/cart`, by type, as `<status> <reason>`. */
  const readConditions = async (): Promise<Record<string, string>> => {
    const [stored] = await objects.list({
      apiVersion: 'multicluster.x-k8s.io/v1beta1',
      kind: 'ServiceExport',
    });
    const { conditions } = found(stored)['status'] as {
      conditions: { type: string; status: string; reason: string }[];
    };
    return Object.fromEntries(conditions.map(({ type, status, reason }) => [type, `${status} ${reason}`]));
  };
  return {
    secondary,
    objects,
    sharing,
    line,
    sync,
    hear,
    speak,
    given,
    exportCart,
    readAddresses,
    readConditions,
    present,
  };
}
