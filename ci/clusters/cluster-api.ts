import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'undici';
import { parse } from 'yaml';
import type { ClusterObject } from './cluster-dns.ts';
import type { ClusterPlan } from './cluster-set.ts';
import { credentialPaths } from './write-credentials.ts';

/** The little that starting a cluster needs from its API, through the gateway. */
export interface ClusterApi {
  /** The document, or undefined while the API server does not answer or refuses. */
  get(path: string): Promise<unknown>;
  /** Server-side apply: a second run changes nothing. */
  apply(object: ClusterObject): Promise<void>;
  close(): Promise<void>;
}

/** Connects as the kubeconfig of the cluster says. */
export async function createClusterApi(cluster: ClusterPlan): Promise<ClusterApi> {
  const kubeconfig = parse(await readFile(join(cluster.folder, credentialPaths.kubeconfig), 'utf8')) as {
    clusters: [{ cluster: { server: string; 'certificate-authority-data': string } }];
    users: [{ user: { 'client-certificate-data': string; 'client-key-data': string } }];
  };
  const { server, 'certificate-authority-data': ca } = kubeconfig.clusters[0].cluster;
  const { 'client-certificate-data': cert, 'client-key-data': key } = kubeconfig.users[0].user;
  const client = new Client(server, {
    connect: { ca: decode(ca), cert: decode(cert), key: decode(key) },
    headersTimeout: 10_000,
    bodyTimeout: 10_000,
  });
  return {
    async get(path) {
      try {
        const { statusCode, body } = await client.request({ method: 'GET', path });
        const content = await body.text();
        if (statusCode !== 200) return undefined;
        return content.startsWith('{') ? JSON.parse(content) : content;
      } catch {
        // Not listening yet, or the gateway not: the caller asks again until its deadline.
        return undefined;
      }
    },
    async apply(object) {
      const { statusCode, body } = await client.request({
        method: 'PATCH',
        path: `${objectPath(object)}?fieldManager=joinery-clusters&force=true`,
        headers: { 'content-type': 'application/apply-patch+yaml' },
        body: JSON.stringify(object),
      });
      const answer = await body.text();
      if (statusCode >= 300)
        throw new Error(`Cannot apply ${object.kind} ${object.metadata.name}: ${answer}`);
    },
    async close() {
      await client.destroy();
    },
  };
}

function objectPath({ apiVersion, kind, metadata }: ClusterObject): string {
  const group = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const namespace = metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`;
  return `${group}${namespace}/${kind.toLowerCase()}s/${metadata.name}`;
}

function decode(base64: string): string {
  return Buffer.from(base64, 'base64').toString();
}
