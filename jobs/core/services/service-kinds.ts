import type { ManifestMeta } from '../kubernetes/manifest.ts';
import type { Condition, StoredMeta } from '../kubernetes/objects.ts';

/** Group of the MCS API; the versions of it that will do, the newest first. */
export const servicesGroup = 'multicluster.x-k8s.io';
export const servicesApiVersions = [`${servicesGroup}/v1beta1`, `${servicesGroup}/v1alpha1`] as const;

/** Labels by which the world finds what belongs to an import (KEP-1645, "Using EndpointSlice objects"). */
export const serviceLabels = {
  /** On an EndpointSlice: the ServiceImport it is for. CoreDNS reads it. */
  importName: 'multicluster.kubernetes.io/service-name',
  /** On an EndpointSlice: the cluster its addresses are in. */
  sourceCluster: 'multicluster.kubernetes.io/source-cluster',
  /** On an EndpointSlice: the Service it is for. kube-proxy reads it. */
  serviceName: 'kubernetes.io/service-name',
  /** On an EndpointSlice: who writes it. */
  managedBy: 'endpointslice.kubernetes.io/managed-by',
} as const;

/** On everything that importing makes, and by which it is known again. */
export const importedLabel = { 'joinery.dev/component': 'service-import' } as const;

/** Who writes our EndpointSlices. */
export const sliceManager = 'services.joinery.dev';

type Meta = ManifestMeta & StoredMeta;

/** A port of a Service or of an EndpointSlice, as the API server has it. */
export interface StoredPort {
  readonly name?: string;
  readonly protocol?: 'TCP' | 'UDP' | 'SCTP';
  readonly port?: number;
  readonly nodePort?: number;
  readonly appProtocol?: string;
}

export interface ServiceExport {
  readonly metadata: Meta;
  readonly status?: { readonly conditions?: readonly Condition[] };
}

export interface ServiceImport {
  readonly metadata: Meta;
  readonly status?: object;
}

export interface Service {
  readonly metadata: Meta;
  readonly spec: {
    readonly type?: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName';
    /** `None` for a headless one. */
    readonly clusterIP?: string;
    readonly clusterIPs?: readonly string[];
    readonly ports?: readonly StoredPort[];
    readonly sessionAffinity?: 'None' | 'ClientIP';
    readonly sessionAffinityConfig?: { readonly clientIP?: { readonly timeoutSeconds?: number } };
    readonly externalTrafficPolicy?: 'Cluster' | 'Local';
  };
  readonly status?: { readonly loadBalancer?: { readonly ingress?: readonly { readonly ip?: string }[] } };
}

export interface EndpointSlice {
  readonly metadata: Meta;
  readonly addressType: 'IPv4' | 'IPv6' | 'FQDN';
  readonly ports?: readonly StoredPort[] | null;
  readonly endpoints?:
    | readonly {
        readonly addresses: readonly string[];
        readonly conditions?: { readonly ready?: boolean };
        readonly hostname?: string;
        readonly nodeName?: string;
        readonly zone?: string;
      }[]
    | null;
}

export interface Node {
  readonly metadata: Meta;
  readonly status?: {
    readonly addresses?: readonly { readonly type: string; readonly address: string }[];
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

export interface Namespace {
  readonly metadata: Meta;
}

/** What importing makes, or may have made. */
export type Imported = ServiceImport | Service | EndpointSlice;

/** Tells whether importing made it, and not somebody else. */
export function isImported({ metadata }: Imported): boolean {
  return Object.entries(importedLabel).every(([label, value]) => metadata.labels?.[label] === value);
}
