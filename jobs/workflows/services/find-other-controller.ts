import { isImported } from '../../core/services/service-kinds.ts';
import type { ClusterObjects } from '../../ports/cluster-objects.ts';
import type { ServiceWorld } from './service-world.ts';

/** Kinds that are there where a product looks after the MCS API. */
const products = [
  { apiVersion: 'multicluster.crd.antrea.io/v1alpha2', kind: 'ClusterSet', title: 'Antrea Multi-cluster' },
  { apiVersion: 'submariner.io/v1', kind: 'Endpoint', title: 'Submariner' },
  { apiVersion: 'net.gke.io/v1', kind: 'ServiceImport', title: 'GKE multi-cluster Services' },
] as const;

/** Names a product that looks after the MCS API of a cluster: its kinds are served. `undefined` for none. */
export async function findProduct(objects: ClusterObjects): Promise<string | undefined> {
  for (const { apiVersion, kind, title } of products) {
    if ((await objects.describe(apiVersion, kind)) !== undefined) return title;
  }
  return undefined;
}

/** Names whoever made a ServiceImport that is not ours, and so looks after all of them. `undefined` for nobody. */
export function findForeignImport({ imports }: Pick<ServiceWorld, 'imports'>): string | undefined {
  const foreign = imports.all().find((each) => !isImported(each));
  return foreign && `whoever made ServiceImport ${foreign.metadata.namespace}/${foreign.metadata.name}`;
}
