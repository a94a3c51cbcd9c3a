/** The parts of Kubernetes objects that Joinery reads or writes; unknown fields are left alone. */
export interface ObjectMeta {
  name?: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  /** Counts up with each change of the spec; only some kinds have it. */
  generation?: number;
  /** RFC 3339, UTC. */
  creationTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  /** Objects with which this one goes. */
  ownerReferences?: unknown[];
}

/** Metadata as the API server returns it. */
export interface StoredMeta extends ObjectMeta {
  name: string;
  uid: string;
  resourceVersion: string;
}

export interface Secret {
  metadata: ObjectMeta;
  type?: string;
  /** Values in base64. */
  data?: Record<string, string>;
}

export interface ConfigMap {
  metadata: ObjectMeta;
  data?: Record<string, string>;
}

export interface Namespace {
  metadata: ObjectMeta;
}

export interface Deployment {
  metadata: ObjectMeta;
  spec?: {
    replicas?: number;
    template?: { spec?: { containers?: { env?: { name: string; value?: string }[] }[] } };
  };
  status?: { readyReplicas?: number };
}

/** A Lease of `coordination.k8s.io/v1`. Times are `MicroTime`: RFC 3339 with six decimals. */
export interface Lease {
  metadata: ObjectMeta;
  spec?: {
    holderIdentity?: string;
    leaseDurationSeconds?: number;
    acquireTime?: string;
    renewTime?: string;
  };
}

/** An Event of `v1`; `involvedObject` says what it is about. */
export interface KubernetesEvent {
  metadata: ObjectMeta;
  involvedObject: { apiVersion: string; kind: string; namespace: string; name: string; uid?: string };
  type: 'Normal' | 'Warning';
  /** One CamelCase word. */
  reason: string;
  message: string;
  source: { component: string };
  /** RFC 3339, UTC, whole seconds. */
  firstTimestamp: string;
  lastTimestamp: string;
  count: number;
}

/** A condition as in the Kubernetes API conventions. */
export interface Condition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason: string;
  message: string;
  /** RFC 3339, UTC, whole seconds; moves only when `status` does. */
  lastTransitionTime: string;
}
