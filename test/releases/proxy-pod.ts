import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { imageName } from '../../ci/image/image-settings.ts';
import type { Cluster } from './cluster-access.ts';

const labels = { app: 'proxy' };

/** A forward proxy in a namespace that pods may be restricted in; there is nothing at its address until it is started. */
export class ProxyPod {
  readonly url: string;
  readonly #cluster: Cluster;
  readonly #namespace: string;

  private constructor(cluster: Cluster, namespace: string) {
    this.#cluster = cluster;
    this.#namespace = namespace;
    this.url = `http://proxy.${namespace}.svc.cluster.local:3128`;
  }

  /** Makes its address. */
  static async prepare(cluster: Cluster, namespace: string): Promise<ProxyPod> {
    const proxy = new ProxyPod(cluster, namespace);
    await proxy.#create({ kind: 'Service', spec: { selector: labels, ports: [{ port: 3128 }] } });
    return proxy;
  }

  async start(): Promise<void> {
    const program = readFileSync(join(import.meta.dirname, 'connect-proxy.ts'), 'utf8');
    const securityContext = {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
      runAsNonRoot: true,
    };
    const command = ['/usr/local/bin/node', '--input-type=module-typescript', '-e', program];
    const container = { name: 'proxy', image: imageName, imagePullPolicy: 'Never', command, securityContext };
    await this.#create({ kind: 'Pod', spec: { containers: [container] } });
  }

  async stop(): Promise<void> {
    const args = ['delete', 'pod', 'proxy', '-n', this.#namespace, '--force', '--grace-period=0'];
    await this.#cluster.kubectl(args);
  }

  /** Where it was asked to lead, in the order of the connections. */
  async listTargets(): Promise<string[]> {
    const log = await this.#cluster.kubectl(['logs', 'proxy', '-n', this.#namespace]);
    return log.split('\n').map((line) => line.replace('CONNECT ', ''));
  }

  async #create(object: { readonly kind: string; readonly spec: object }): Promise<void> {
    const metadata = { name: 'proxy', namespace: this.#namespace, labels };
    await this.#cluster.kubectl(
      ['create', '-f', '-'],
      JSON.stringify({ apiVersion: 'v1', metadata, ...object }),
    );
  }
}
