import type { Part } from '#validators/part';
import { createHash } from 'node:crypto';
import { PrometheusMetrics } from '../../jobs/adapters/prometheus/prometheus-metrics.ts';
import type { Body } from '../../jobs/core/applied-set/holding.ts';
import type { Manifest, ObjectKey, StoredManifest } from '../../jobs/core/kubernetes/manifest.ts';
import { Applier } from '../../jobs/workflows/apply/applier.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { FakeClusterObjects } from '../fakes/fake-cluster-objects.ts';
import { FakeKubernetesApi } from '../fakes/fake-kubernetes-api.ts';
import { createRecordingLogger } from '../fakes/recording-logger.ts';
import { releaseNamespace } from './a-config.ts';
import { aMapKey } from './a-manifest.ts';
import { found } from './found.ts';

/** Uids of Distributions, the older first. */
export const uids = {
  first: '0b6f3a52-6b0e-4c0e-9a57-000000000001',
  second: '0b6f3a52-6b0e-4c0e-9a57-000000000002',
} as const;

/** A member that applies, in memory, with a hub that gives objects. Each `start` is another process. */
export class AMember {
  readonly clock = new FakeClock();
  readonly logger = createRecordingLogger();
  readonly objects = new FakeClusterObjects('member', [releaseNamespace, 'shop']);
  readonly kubernetes = new FakeKubernetesApi('member', [releaseNamespace, 'shop', 'default']);
  /** What the hub gives, by id. */
  readonly bodies = new Map<string, Body>();
  /** Ids the hub was asked for. */
  readonly fetched: string[] = [];
  #stop = new AbortController();
  applier = this.#create();

  /** Begins, as a process that was just started. */
  async start(): Promise<void> {
    this.applier = this.#create();
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.applier.run(signal).catch((error: unknown) => {
      if (!signal.aborted) this.ended = error;
    });
    await this.clock.advance(0);
  }

  /** What a process ended with that was not stopped. */
  ended: unknown;

  /** Ends the process at once. */
  async stop(): Promise<void> {
    this.#stop.abort(new Error('stopped'));
    await this.clock.advance(0);
  }

  /** The hub says what it wants. */
  async give(...parts: Part[]): Promise<void> {
    this.applier.take(parts);
    await this.clock.advance(0);
  }

  /** Makes a part that brings these objects. */
  part(manifests: readonly Manifest[], over: Partial<Part> & { isConfidential?: boolean } = {}): Part {
    const { isConfidential = false, ...settings } = over;
    const objects = manifests.map((manifest) => {
      const id = digestOf(manifest);
      this.bodies.set(id, { manifest, isConfidential });
      return id;
    });
    const part = {
      uid: uids.first,
      name: 'first',
      createdAt: '2026-11-20T10:00:00Z',
      complete: true,
      objects,
      ...settings,
    };
    const { allowPrune: _, ...rest } = part as Part;
    return { revision: digestOf(rest), ...part };
  }

  /** How the first part stands, or the one with this uid. */
  stands(uid: string = uids.first) {
    return this.applier.report()?.parts.find((part) => part.uid === uid);
  }

  /** An object that has to be there. */
  async read(key: ObjectKey = aMapKey('colours')): Promise<StoredManifest> {
    return found(await this.objects.get(key));
  }

  /** Names of the Secrets in which it is stored what was applied. */
  async listStored(): Promise<string[]> {
    const secrets = await this.kubernetes.list('Secret', { namespace: releaseNamespace });
    return secrets.map(({ metadata }) => metadata.name);
  }

  #create(): Applier {
    const { clock, logger, objects, kubernetes } = this;
    const refusals = {
      namespaces: ['kube-system', releaseNamespace],
      kinds: ['*.rbac.authorization.k8s.io', 'CustomResourceDefinition.apiextensions.k8s.io'],
    };
    const ports = { clock, logger, objects, kubernetes, metrics: new PrometheusMetrics() };
    return new Applier(ports, { namespace: releaseNamespace, refusals }, async (ids) => {
      this.fetched.push(...ids);
      return new Map(
        ids.flatMap((id) => {
          const body = this.bodies.get(id);
          return body === undefined ? [] : [[id, structuredClone(body)] as const];
        }),
      );
    });
  }
}

function digestOf(value: object): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url');
}
