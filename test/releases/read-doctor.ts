import type { Cluster, HelmVersion } from './cluster-access.ts';

/** What the doctor said, and how its pod and Helm ended. */
interface DoctorEnd {
  readonly succeeded: boolean;
  readonly output: string;
  readonly exitCode: number;
  /** The pod's termination message. */
  readonly message: string;
  /** Result by check, as the table shows it. */
  readonly results: Readonly<Record<string, string>>;
}

/** Runs `helm test` on the release `joinery` of a namespace, and reads what came of it. */
export async function readDoctor(cluster: Cluster, namespace: string, helm: HelmVersion): Promise<DoctorEnd> {
  const { succeeded, output } = await cluster.helm(helm, ['test', 'joinery', '-n', namespace, '--logs']);
  const path = 'jsonpath={.status.containerStatuses[0].state.terminated}';
  const state = await cluster.kubectl(['get', 'pod', 'joinery-doctor', '-n', namespace, '-o', path]);
  const { exitCode, message } = JSON.parse(state) as { exitCode: number; message: string };
  const rows = output.matchAll(/^([a-z-]+) +(ok|info|warning|error|skipped) +\S/gm);
  const results = Object.fromEntries([...rows].map(([, check = '', result = '']) => [check, result]));
  return { succeeded, output, exitCode, message, results };
}
