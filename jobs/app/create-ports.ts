import { UndiciHubTransport } from '../adapters/http-client/undici-hub-transport.ts';
import { createInClusterConnection } from '../adapters/kubernetes/in-cluster-connection.ts';
import { RestKubernetesApi } from '../adapters/kubernetes/rest-kubernetes-api.ts';
import { SystemClock } from '../adapters/system/system-clock.ts';
import { SystemRandom } from '../adapters/system/system-random.ts';
import type { PrimaryPorts, SecondaryPorts } from '../workflows/ports.ts';
import type { ProgramContext } from './program.ts';

/** Builds the world of a program that runs in a pod on the primary. */
export function createPrimaryPorts({ environment, logger }: ProgramContext): PrimaryPorts {
  const clock = new SystemClock();
  const random = new SystemRandom();
  const connection = createInClusterConnection(environment, () => clock.now());
  return { clock, random, logger, kubernetes: new RestKubernetesApi(connection, { clock, random, logger }) };
}

/** Builds the world of a program that runs in a pod on a secondary. */
export function createSecondaryPorts(context: ProgramContext): SecondaryPorts {
  return { ...createPrimaryPorts(context), hub: new UndiciHubTransport() };
}
