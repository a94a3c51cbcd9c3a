import type { ClusterObjects, ServedKind } from '../../ports/cluster-objects.ts';
import type { UpstreamCrds } from '../../ports/upstream-crds.ts';

/** A kind of another project. */
export interface UpstreamKind {
  readonly kind: string;
  /** Those that will do, the best first: an older definition may be there already. */
  readonly apiVersions: readonly string[];
  /** Name of its CustomResourceDefinition. */
  readonly crd: string;
}

/**
 * Finds how a kind is served, and installs its definition when there is none. One that is there is left as it is,
 * whatever its version. A second run writes nothing.
 *
 * @param isInstalling Whether it may be installed.
 * @returns `undefined` while it is not served; one that was just installed is so in a moment.
 */
export async function ensureUpstreamKind(
  { objects, upstreamCrds }: { objects: ClusterObjects; upstreamCrds: UpstreamCrds },
  { kind, apiVersions, crd }: UpstreamKind,
  isInstalling: boolean,
): Promise<ServedKind | undefined> {
  for (const apiVersion of apiVersions) {
    const served = await objects.describe(apiVersion, kind);
    if (served !== undefined) return served;
  }
  const key = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', name: crd };
  // Not by force: whoever installs it in this moment keeps what it wrote.
  if (isInstalling && (await objects.get(key)) === undefined) {
    await objects.apply(await upstreamCrds.read(crd), { force: false });
  }
  return undefined;
}
