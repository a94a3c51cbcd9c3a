import type { Clock } from '../ports/clock.ts';
import type { ClusterObjects } from '../ports/cluster-objects.ts';
import type { HubTransport } from '../ports/hub-transport.ts';
import type { KubernetesApi } from '../ports/kubernetes-api.ts';
import type { Logger } from '../ports/logger.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { Random } from '../ports/random.ts';

/** The world of a program on the primary. */
export interface PrimaryPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly kubernetes: KubernetesApi;
}

/** The world of the hub: also what is to be distributed, of any kind. */
export interface HubPorts extends PrimaryPorts {
  readonly objects: ClusterObjects;
}

/** The world of a program on a secondary: also the way to the hub. */
export interface SecondaryPorts extends PrimaryPorts {
  readonly hub: HubTransport;
}

/** The world of a program on a secondary that applies what is distributed. */
export interface MemberPorts extends SecondaryPorts {
  readonly objects: ClusterObjects;
}
