import { readFile } from 'node:fs/promises';
import { execa } from 'execa';
import { RestKubernetesApi } from '../../jobs/adapters/kubernetes/rest-kubernetes-api.ts';
import { SystemClock } from '../../jobs/adapters/system/system-clock.ts';
import { SystemRandom } from '../../jobs/adapters/system/system-random.ts';
import type { Secret, StoredMeta } from '../../jobs/core/kubernetes/objects.ts';
import { parseSecretData } from '../../jobs/core/kubernetes/secret-data.ts';
import type { Distribution } from '../../jobs/core/distribution/distribution.ts';
import { hasCondition } from '../../jobs/core/membership/member-conditions.ts';
import { parseVerifierSecret } from '../../jobs/core/verifier/verifier-secret.ts';
import type { KubernetesApi, Stored } from '../../jobs/ports/kubernetes-api.ts';
import { createKubeconfigConnection } from '../../test/integration/kubeconfig-connection.ts';
import { ingressPlan } from '../clusters/cluster-set.ts';
import { openClusters } from '../clusters/local-clusters.ts';
import { imageArchive } from '../image/build-image.ts';
import { inRepository } from '../runner/repository-root.ts';
import { ensureTool } from '../tools/ensure-tools.ts';
import type { Progress } from '../tools/progress.ts';
import { silentLogger } from './silent-logger.ts';

const namespace = 'joinery-mc';

/** The primary's own name in the set. */
const primaryName = 'bench';

/** Before a member's name, in that of its token Secret. */
const tokenPrefix = 'bench-';

/** Requests to the API server at once, for what only prepares a measurement. */
const width = 20;

/** The primary that members join: the chart's hub, as many replicas as it has by default, reached through the ingress that ends TLS. */
export class BenchPrimary {
  readonly kubernetes: KubernetesApi;
  readonly #kubeconfig: string;
  /** By which the pod of a member knows the ingress. */
  readonly ca: string;

  private constructor(kubeconfig: string, ca: string) {
    this.ca = ca;
    const ports = { clock: new SystemClock(), random: new SystemRandom(), logger: silentLogger };
    this.#kubeconfig = kubeconfig;
    this.kubernetes = new RestKubernetesApi(createKubeconfigConnection(kubeconfig), ports);
  }

  /** Installs the chart in primary mode, with nothing left of an earlier run. Its image has to be built. */
  static async install(setName: string, progress: Progress): Promise<BenchPrimary> {
    const { primary, ingress } = await openClusters(setName);
    await primary.loadImage(imageArchive);
    const values = {
      multicluster: { primary: { create: true, name: primaryName, ingressURL: ingress.url } },
      hub: { service: { type: 'NodePort', nodePort: ingressPlan.hubNodePort } },
    };
    const chart = inRepository('charts', 'joinery');
    await execa(
      await ensureTool('helm4', progress),
      ['upgrade', '--install', 'joinery', chart, '-n', 'joinery', '--create-namespace', '--wait', '-f', '-'],
      { input: JSON.stringify(values), env: { KUBECONFIG: primary.kubeconfigPath } },
    );
    const installed = new BenchPrimary(primary.kubeconfigPath, await readFile(ingress.caPath, 'utf8'));
    await installed.#delete('Distribution', await installed.kubernetes.list('Distribution', { namespace }));
    await installed.#clear((name) => name !== primaryName);
    return installed;
  }

  /**
   * Makes a join token for each name, and waits until the hub has filled them all.
   *
   * @returns The tokens, in the order of the names.
   */
  async mint(names: readonly string[], signal: AbortSignal): Promise<string[]> {
    const tokens = new Map<string, string>();
    const watching = this.kubernetes.watch('Secret', { namespace, type: 'joinery.dev/join-token' }, signal);
    const wanted = new Set(names.map((name) => secretNameOf(name)));
    await inParallel(names, async (name) =>
      this.kubernetes.create('Secret', {
        metadata: { namespace, name: secretNameOf(name) },
        type: 'joinery.dev/join-token',
      }),
    );
    for await (const change of watching) {
      for (const secret of change.type === 'snapshot' ? change.objects : [change.object]) {
        const { token } = parseSecretData(secret.data);
        if (wanted.has(secret.metadata.name) && token !== undefined) tokens.set(secret.metadata.name, token);
      }
      if (tokens.size === wanted.size) break;
    }
    return names.map((name) => tokens.get(secretNameOf(name)) ?? '');
  }

  /**
   * Waits until the primary shows of all these members that they are online (`True`), or offline (`False`).
   *
   * @returns When each was first seen so, in Unix milliseconds, earliest first.
   */
  async waitForOnline(
    names: readonly string[],
    online: 'True' | 'False',
    signal: AbortSignal,
  ): Promise<number[]> {
    const seenAtMs = new Map<string, number>();
    const wanted = new Set(names);
    for await (const change of this.kubernetes.watch('Member', { namespace }, signal)) {
      for (const member of change.type === 'snapshot' ? change.objects : [change.object]) {
        const { name } = member.metadata;
        if (!wanted.has(name) || seenAtMs.has(name)) continue;
        if (hasCondition(member.status?.conditions, 'Online', online)) seenAtMs.set(name, Date.now());
      }
      if (seenAtMs.size === wanted.size) return [...seenAtMs.values()].toSorted((a, b) => a - b);
    }
    throw new Error(
      `Cannot see ${names.length} members with Online=${online} in time: ${seenAtMs.size} have it`,
    );
  }

  /** Takes members, and everything their joins left, out of the set. */
  async forget(names: readonly string[]): Promise<void> {
    const gone = new Set(names);
    await this.#clear((name) => gone.has(name));
  }

  async #clear(isGone: (memberName: string) => boolean): Promise<void> {
    const members = await this.kubernetes.list('Member', { namespace });
    await this.#delete(
      'Member',
      members.filter(({ metadata }) => isGone(metadata.name)),
    );
    const secrets = await this.kubernetes.list('Secret', { namespace });
    const isToken = (name = ''): boolean =>
      name.startsWith(tokenPrefix) && isGone(name.slice(tokenPrefix.length));
    const isTheirs = ({ metadata, data = {} }: Stored<Secret>): boolean =>
      isToken(metadata.name) || isToken(parseVerifierSecret({ data })?.secretName);
    await this.#delete('Secret', secrets.filter(isTheirs));
    const claims = await this.kubernetes.list('ConfigMap', { namespace });
    await this.#delete(
      'ConfigMap',
      claims.filter(({ data = {} }) => data['text'] !== undefined || isGone(data['member'] ?? primaryName)),
    );
    const events = await this.kubernetes.list('Event', { namespace });
    await this.#delete('Event', events);
  }

  /** Creates a Distribution. */
  async distribute(name: string, spec: Distribution['spec']): Promise<void> {
    await this.kubernetes.create('Distribution', { metadata: { namespace, name }, spec });
  }

  /** Deletes a Distribution. */
  async withdraw(name: string): Promise<void> {
    const stored = await this.kubernetes.get('Distribution', { namespace, name });
    if (stored !== undefined) await this.#delete('Distribution', [stored]);
  }

  /** Creates ConfigMaps that a Distribution may take. */
  async offer(
    names: readonly string[],
    { labels, text }: { readonly labels: Record<string, string>; readonly text: string },
  ): Promise<void> {
    await inParallel(names, async (name) =>
      this.kubernetes.create('ConfigMap', { metadata: { namespace, name, labels }, data: { text } }),
    );
  }

  /** The API server's metrics, as text. */
  async readMetrics(): Promise<string> {
    return this.#kubectl('get', '--raw', '/metrics');
  }

  async #delete(
    kind: 'Member' | 'Secret' | 'ConfigMap' | 'Event' | 'Distribution',
    objects: readonly { readonly metadata: StoredMeta }[],
  ): Promise<void> {
    await inParallel(objects, async ({ metadata: { name, uid } }) =>
      this.kubernetes.delete(kind, { namespace, name, uid }),
    );
  }

  async #kubectl(...args: string[]): Promise<string> {
    const env = { KUBECONFIG: this.#kubeconfig };
    const { stdout } = await execa(await ensureTool('kubectl', () => undefined), args, { env });
    return stdout;
  }
}

function secretNameOf(memberName: string): string {
  return `${tokenPrefix}${memberName}`;
}

async function inParallel<T>(items: readonly T[], act: (item: T) => Promise<unknown>): Promise<void> {
  const left = [...items];
  const work = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await act(item);
  };
  await Promise.all(Array.from({ length: width }, work));
}
