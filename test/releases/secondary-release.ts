import { randomBytes } from 'node:crypto';
import type { Cluster, CommandResult, HelmVersion } from './cluster-access.ts';
import { chartFolder } from './primary-release.ts';
import { waitFor } from './wait-for.ts';

/** Values of a secondary; what is given is merged over the mode. */
export interface SecondaryValues {
  readonly name?: string;
  readonly join?: Readonly<Record<string, unknown>>;
  /** Further values of `multicluster.secondary`. */
  readonly secondary?: Readonly<Record<string, unknown>>;
  readonly other?: Readonly<Record<string, unknown>>;
}

/** A release in secondary mode in a namespace of its own, so that tests do not meet. */
export class SecondaryRelease {
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly name = 'joinery';

  private constructor(cluster: Cluster, namespace: string) {
    this.cluster = cluster;
    this.namespace = namespace;
  }

  /** Makes the namespace; nothing is installed yet. */
  static async prepare(cluster: Cluster): Promise<SecondaryRelease> {
    const release = new SecondaryRelease(cluster, `edge-${randomBytes(4).toString('hex')}`);
    await release.#createNamespace();
    return release;
  }

  /** Deletes the namespace with the release and everything in it, and makes it anew. */
  async loseNamespace(): Promise<void> {
    await this.cluster.kubectl(['delete', 'namespace', this.namespace]);
    await this.#createNamespace();
  }

  async #createNamespace(): Promise<void> {
    const { cluster, namespace } = this;
    await cluster.kubectl(['create', 'namespace', namespace]);
    await cluster.kubectl(['label', 'namespace', namespace, 'pod-security.kubernetes.io/enforce=restricted']);
  }

  /** Creates or replaces `mc-join`. */
  async giveToken(texts: Readonly<Record<string, string>>): Promise<void> {
    const metadata = { name: 'mc-join', namespace: this.namespace };
    const manifest = { apiVersion: 'v1', kind: 'Secret', metadata, stringData: texts };
    await this.cluster.kubectl(['delete', 'secret', 'mc-join', '-n', this.namespace, '--ignore-not-found']);
    await this.cluster.kubectl(['create', '-f', '-'], JSON.stringify(manifest));
  }

  /** `helm upgrade --install`; fails as Helm fails. */
  async install(
    values: SecondaryValues = {},
    helm: HelmVersion = 'helm4',
    flags: readonly string[] = [],
  ): Promise<CommandResult> {
    const document = {
      multicluster: {
        secondary: {
          create: true,
          ...(values.name === undefined ? {} : { name: values.name }),
          join: { deadlineSeconds: 60, ...values.join },
          ...values.secondary,
        },
      },
      ...values.other,
    };
    const args = ['upgrade', '--install', this.name, chartFolder, '-n', this.namespace, '-f', '-', ...flags];
    return this.cluster.helm(helm, args, JSON.stringify(document));
  }

  async uninstall(helm: HelmVersion = 'helm4', flags: readonly string[] = []): Promise<CommandResult> {
    return this.cluster.helm(helm, ['uninstall', this.name, '-n', this.namespace, ...flags]);
  }

  /** `mc-join-status` as text. */
  async status(): Promise<Record<string, string>> {
    return this.cluster.readSecret(this.namespace, 'mc-join-status');
  }

  async waitForStatus(status: string): Promise<Record<string, string>> {
    return waitFor(
      `status ${status} in ${this.namespace}`,
      async () => this.status(),
      (seen) => seen['status'] === status,
    );
  }

  async waitForReason(reason: string): Promise<Record<string, string>> {
    return waitFor(
      `reason ${reason} in ${this.namespace}`,
      async () => this.status(),
      (seen) => seen['reason'] === reason,
    );
  }

  /** Exit code and termination message of the newest pod of a hook Job. */
  async readJobEnd(program: 'join' | 'leave'): Promise<{ exitCode: number; message: string }> {
    const selector = `app.kubernetes.io/component=${program}`;
    const args = [
      'get',
      'pods',
      '-n',
      this.namespace,
      '-l',
      selector,
      '--sort-by=.metadata.creationTimestamp',
      '-o',
      'json',
    ];
    const text = await this.cluster.kubectl(args);
    const { items } = JSON.parse(text) as { items: { status: { containerStatuses?: ContainerStatus[] } }[] };
    const terminated = items.at(-1)?.status.containerStatuses?.[0]?.state.terminated;
    return { exitCode: terminated?.exitCode ?? -1, message: terminated?.message ?? '' };
  }

  /** Uninstalls and deletes the namespace, whatever state both are in. */
  async remove(): Promise<void> {
    await this.uninstall('helm4', ['--no-hooks']);
    await this.cluster.kubectl(['delete', 'namespace', this.namespace, '--wait=false']);
  }
}

interface ContainerStatus {
  readonly state: { readonly terminated?: { readonly exitCode: number; readonly message?: string } };
}
