/** A Go module of ci/go and what is built from it. */
export interface GoTool {
  /** Folder under ci/go. */
  readonly module: string;
  /** For people: "Building <title>". */
  readonly title: string;
  /** Package path for each program; programs with the same package are one binary called by several names. */
  readonly programs: Readonly<Record<string, string>>;
  /** Go variables the linker sets, so that the program tells its true version. */
  readonly variables: (version: (modulePath: string) => string) => Readonly<Record<string, string>>;
}

const kubernetesVersion = 'k8s.io/component-base/version';

/** In the order they are built: Helm first, which chart tests wait for; Kubernetes, by far the longest, last. */
export const goTools = [
  {
    module: 'helm4',
    title: 'Helm 4',
    programs: { helm4: 'helm.sh/helm/v4/cmd/helm' },
    variables: (version) => ({
      'helm.sh/helm/v4/internal/version.version': version('helm.sh/helm/v4'),
    }),
  },
  {
    module: 'helm3',
    title: 'Helm 3',
    programs: { helm3: 'helm.sh/helm/v3/cmd/helm' },
    // Helm 3 assumes Kubernetes 1.20 when it renders without a cluster, unless told what it was built for.
    variables: (version) => ({
      'helm.sh/helm/v3/internal/version.version': version('helm.sh/helm/v3'),
      'helm.sh/helm/v3/pkg/chartutil.k8sVersionMajor': '1',
      'helm.sh/helm/v3/pkg/chartutil.k8sVersionMinor': minorOf(version('k8s.io/client-go')),
      'helm.sh/helm/v3/pkg/lint/rules.k8sVersionMajor': '1',
      'helm.sh/helm/v3/pkg/lint/rules.k8sVersionMinor': minorOf(version('k8s.io/client-go')),
    }),
  },
  {
    module: 'pods',
    title: 'programs for test pods',
    programs: { pause: './pause', probe: './probe' },
    variables: () => ({}),
  },
  {
    module: 'coredns',
    title: 'CoreDNS',
    programs: { coredns: '.' },
    variables: () => ({}),
  },
  {
    module: 'kubernetes',
    title: 'Kubernetes',
    programs: {
      kubectl: '.',
      etcd: '.',
      'kube-apiserver': '.',
      'kube-controller-manager': '.',
      'kube-scheduler': '.',
      kubelet: '.',
      'kube-proxy': '.',
    },
    variables: (version) => ({
      [`${kubernetesVersion}.gitVersion`]: version('k8s.io/kubernetes'),
      [`${kubernetesVersion}.gitMajor`]: '1',
      [`${kubernetesVersion}.gitMinor`]: minorOf(version('k8s.io/kubernetes')),
    }),
  },
] as const satisfies readonly GoTool[];

type Programs<Tool> = Tool extends { programs: infer Names } ? keyof Names : never;

/** A program that ensureTool() can give. */
export type ToolName = Programs<(typeof goTools)[number]>;

function minorOf(version: string): string {
  return version.split('.')[1] ?? '';
}
