/** A Kubernetes object as rendered, as far as the tests look into it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels: Labels;
    readonly annotations?: Labels;
  };
  readonly rules?: readonly Rule[];
  readonly roleRef?: { readonly kind: string; readonly name: string };
  readonly subjects?: readonly { readonly kind: string; readonly name: string; readonly namespace: string }[];
  readonly automountServiceAccountToken?: boolean;
  readonly spec?: Spec;
  readonly stringData?: Labels;
  readonly data?: Labels;
}

export type Labels = Readonly<Record<string, string>>;

export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

interface Spec {
  readonly [field: string]: unknown;
  readonly template?: PodTemplate;
  readonly selector?: unknown;
}

interface PodTemplate {
  readonly metadata: { readonly labels: Labels; readonly annotations?: Labels };
  readonly spec: PodSpec;
}

interface PodSpec {
  readonly [field: string]: unknown;
  readonly serviceAccountName: string;
  readonly imagePullSecrets?: readonly { readonly name: string }[];
  readonly containers: readonly Container[];
}

interface Container {
  readonly [field: string]: unknown;
  readonly name: string;
  readonly image: string;
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value?: string }[];
}

/** The objects that run pods: Deployments and Jobs. */
export function isWorkload(manifest: Manifest): manifest is Manifest & { spec: { template: PodTemplate } } {
  return manifest.spec?.template !== undefined && manifest.kind !== 'HTTPRoute';
}

/** Names an object without doubt: kind, namespace and name. */
export function manifestId({ kind, metadata }: Manifest): string {
  return `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
}

/** The only object of a kind and component; throws when there is none or a second. */
export function findManifest(manifests: readonly Manifest[], kind: string, component: string): Manifest {
  const found = manifests.filter(
    (manifest) =>
      manifest.kind === kind && manifest.metadata.labels['app.kubernetes.io/component'] === component,
  );
  const [manifest] = found;
  if (manifest !== undefined && found.length === 1) return manifest;
  throw new Error(`Cannot find one ${kind} of ${component}: there are ${found.length}`);
}

/** The configuration its program reads: the content of `JOINERY_CONFIG`. */
export function readConfig(workload: Manifest): unknown {
  const env = workload.spec?.template?.spec.containers[0]?.env ?? [];
  return JSON.parse(env.find(({ name }) => name === 'JOINERY_CONFIG')?.value ?? 'null');
}
