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

/** Where objects go. */
const namespace = 'default';

const config = aSecondaryConfig({ apply: { enabled: true, deny: [], onLeave: 'keep' } });
const clock = new SystemClock();
const random = new SystemRandom();

/** One member: the agent as it runs in a pod, with its own key and connection, and a cluster of its own in memory. */
export class BenchMember {
  readonly #name: string;
  readonly #kubernetes: FakeKubernetesApi;
  readonly #objects: FakeClusterObjects;
  #running: { readonly stop: AbortController; readonly way: HttpsHubTransport } | undefined;
  #answeredAtMs = 0;

  constructor(name: string) {
    this.#name = name;
    this.#kubernetes = new FakeKubernetesApi(name, [releaseNamespace]);
    this.#objects = new FakeClusterObjects(name, [namespace]);
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
    const objects = this.#objects;
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
    const status = { namespace: releaseNamespace, name: 'mc-join-status' };
    const told = this.#kubernetes.watch('Secret', status, signal);
    const startedAtMs = performance.now();
    await this.#kubernetes.create('Secret', {
      metadata: { namespace: releaseNamespace, name: config.join.existingSecret },
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

  /** Waits until the cluster has so many ConfigMaps whose names begin like this. @returns When, in Unix milliseconds. */
  async waitForObjects(
    { prefix, count }: { readonly prefix: string; readonly count: number },
    signal: AbortSignal,
  ): Promise<number> {
    const held = new Set<string>();
    for await (const change of this.#objects.watch(
      { apiVersion: 'v1', kind: 'ConfigMap', namespace },
      signal,
    )) {
      if (change.type === 'deleted') continue;
      for (const { metadata } of change.type === 'snapshot' ? change.objects : [change.object]) {
        if (metadata.name.startsWith(prefix)) held.add(metadata.name);
      }
      if (held.size >= count) return Date.now();
    }
    throw new Error(`${this.#name} has ${held.size} objects of ${count}`);
  }
}
