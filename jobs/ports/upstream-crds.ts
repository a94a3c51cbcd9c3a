import type { Manifest } from '../core/kubernetes/manifest.ts';

/** CustomResourceDefinitions of other projects, as these publish them. */
export interface UpstreamCrds {
  /** @param name Such as `serviceexports.multicluster.x-k8s.io`; one that the program does not have is a bug. */
  read(name: string): Promise<Manifest>;
}
