import { setTimeout as sleep } from 'node:timers/promises';
import { HttpsHubTransport } from '../../jobs/adapters/http-client/https-hub-transport.ts';
import { PrometheusMetrics } from '../../jobs/adapters/prometheus/prometheus-metrics.ts';
import { SystemClock } from '../../jobs/adapters/system/system-clock.ts';
import { SystemRandom } from '../../jobs/adapters/system/system-random.ts';
import { parseSecretData, renderSecretData } from '../../jobs/core/kubernetes/secret-data.ts';
import type { HubTransport } from '../../jobs/ports/hub-transport.ts';
import { runAgent } from '../../jobs/workflows/agent/run-agent.ts';
import { aSecondaryConfig, releaseNamespace } from '../../test/builders/a-config.ts';
import { FakeClusterObjects } from '../../test/fakes/fake-cluster-objects.ts';
import { FakeKubernetesApi } from '../../test/fakes/fake-kubernetes-api.ts';
import { countingLogger } from './counting-logger.ts';

/** How often a member that waits looks, in milliseconds. */
const lookMs = 50;

const config = aSecondaryConfig();
const clock = new SystemClock();
const random = new SystemRandom();

/** One member: the agent as it runs in a pod, with its own key and connection, and a cluster of its own in memory. */
export class BenchMember {
  readonly #name: string;
  readonly #kubernetes: FakeKubernetesApi;
  #running: { readonly stop: AbortController; readonly way: HttpsHubTransport } | undefined;
  #answeredAtMs = 0;

  constructor(name: string) {
    this.#name = name;
    this.#kubernetes = new FakeKubernetesApi(name, [releaseNamespace]);
  }

  /** Starts the agent; without a token it waits for one. */
  start(): void {
    const stop = new AbortController();
    const way = new HttpsHubTransport();
    this.#running = { stop, way };
    const metrics = new PrometheusMetrics();
    const hub: HubTransport = {
      send: async (request, signal) => {
        const response = await way.send(request, signal);
        if (response.status === 200) this.#answeredAtMs = Date.now();
        return response;
      },
    };
    const objects = new FakeClusterObjects(this.#name, []);
    const kubernetes = this.#kubernetes;
    const ports = { clock, random, logger: countingLogger, metrics, kubernetes, objects, hub };
    void runAgent(ports, config, stop.signal).catch((error: unknown) => {
      if (!stop.signal.aborted) throw error;
    });
  }

  /** Ends the agent as a killed process ends: nothing is said, the connection is cut. */
  kill(): void {
    this.#running?.stop.abort();
    this.#running?.way.close();
    this.#running = undefined;
  }

  /** Gives the token, and waits until `mc-join-status` says that the cluster is a member. @returns Milliseconds. */
  async join(token: string, signal: AbortSignal): Promise<number> {
    const namespace = releaseNamespace;
    const told = this.#kubernetes.watch('Secret', { namespace, name: 'mc-join-status' }, signal);
    const startedAtMs = performance.now();
    await this.#kubernetes.create('Secret', {
      metadata: { namespace, name: config.join.existingSecret },
      data: renderSecretData({ token, 'member-name': this.#name }),
    });
    for await (const change of told) {
      const [secret] = change.type === 'snapshot' ? change.objects : [change.object];
      if (parseSecretData(secret?.data)['status'] === 'Joined') return performance.now() - startedAtMs;
    }
    throw new Error(`${this.#name} did not join in time`);
  }

  /**
   * Waits for a good answer of the hub after an instant, Unix milliseconds.
   *
   * @returns Milliseconds from then on.
   */
  async waitForAnswer(sinceMs: number, signal: AbortSignal): Promise<number> {
    while (this.#answeredAtMs <= sinceMs) await sleep(lookMs, undefined, { signal });
    return this.#answeredAtMs - sinceMs;
  }
}
