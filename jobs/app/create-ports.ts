import { HttpsHubTransport } from '../adapters/http-client/https-hub-transport.ts';
import { createInClusterConnection } from '../adapters/kubernetes/in-cluster-connection.ts';
import { RestClusterObjects } from '../adapters/kubernetes/rest-cluster-objects.ts';
import { RestKubernetesApi } from '../adapters/kubernetes/rest-kubernetes-api.ts';
import { PrometheusMetrics } from '../adapters/prometheus/prometheus-metrics.ts';
import { SystemClock } from '../adapters/system/system-clock.ts';
import { SystemRandom } from '../adapters/system/system-random.ts';
import { PackedUpstreamCrds } from '../adapters/upstream-crds/packed-upstream-crds.ts';
import type { UpstreamCrds } from '../ports/upstream-crds.ts';
import type { HubPorts, MemberPorts } from '../workflows/ports.ts';
import type { SecondaryConfig } from '#validators/secondary-config';
import type { ProgramContext } from './program.ts';

/** The program's own metrics can also be rendered, for whoever serves them. */
interface WithMetrics {
  readonly metrics: PrometheusMetrics;
}

/** The kinds of others, for programs that install them. */
interface WithUpstreamCrds {
  readonly upstreamCrds: UpstreamCrds;
}

/** Builds the world of a program that runs in a pod on the primary. */
export function createPrimaryPorts({
  environment,
  logger,
}: ProgramContext): HubPorts & WithMetrics & WithUpstreamCrds {
  const clock = new SystemClock();
  const random = new SystemRandom();
  const connection = createInClusterConnection(environment, () => clock.now());
  const kubernetes = new RestKubernetesApi(connection, { clock, random, logger });
  const objects = new RestClusterObjects(connection, { clock, random, logger });
  const upstreamCrds = new PackedUpstreamCrds();
  return { clock, random, logger, metrics: new PrometheusMetrics(), kubernetes, objects, upstreamCrds };
}

/** Builds the world of a program that runs in a pod on a secondary. */
export function createSecondaryPorts(
  context: ProgramContext,
  { proxy }: Pick<SecondaryConfig, 'proxy'>,
): MemberPorts & WithMetrics & WithUpstreamCrds {
  return { ...createPrimaryPorts(context), hub: new HttpsHubTransport(proxy) };
}
