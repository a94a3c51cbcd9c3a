import { HttpsHubTransport } from '../../adapters/http-client/https-hub-transport.ts';
import { createKubeconfigConnection } from '../../adapters/kubeconfig/kubeconfig-connection.ts';
import type { KubeconfigChoice } from '../../adapters/kubeconfig/read-kubeconfig.ts';
import { RestKubernetesApi } from '../../adapters/kubernetes/rest-kubernetes-api.ts';
import { NodeNetwork } from '../../adapters/network/node-network.ts';
import { SystemClock } from '../../adapters/system/system-clock.ts';
import { SystemRandom } from '../../adapters/system/system-random.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Metrics } from '../../ports/metrics.ts';
import type { DoctorPorts } from '../../workflows/doctor/check.ts';

/** A way to the cluster of a context. */
export type Connect = (choice: KubeconfigChoice, logger: Logger) => Promise<DoctorPorts>;

/** Nobody asks a command line what it measured. */
const unmeasured: Metrics = {
  count: () => undefined,
  measure: () => undefined,
  gauge: () => undefined,
};

/** Connects as the user of a kubeconfig. */
export const connect: Connect = async (choice, logger) => {
  const clock = new SystemClock();
  const random = new SystemRandom();
  const connection = await createKubeconfigConnection(choice);
  const kubernetes = new RestKubernetesApi(connection, { clock, random, logger });
  return {
    clock,
    random,
    logger,
    metrics: unmeasured,
    kubernetes,
    hub: new HttpsHubTransport(),
    network: new NodeNetwork(),
  };
};
