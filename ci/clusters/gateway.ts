import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { type ClusterName, type ClusterSet, ingressPlan } from './cluster-set.ts';
import type { EnclosedProgram } from './enclosed-process.ts';

/** Ports on 127.0.0.1 of the machine that lead inside: to each API server, and to the ingress' TLS. */
export type GatewayPorts = Readonly<Record<ClusterName | 'ingress', number>>;

/** Finds ports that are free now. Several sets can run at once, so none is fixed. */
export async function findGatewayPorts(): Promise<GatewayPorts> {
  const servers = [createServer(), createServer(), createServer()] as const;
  const ports: number[] = [];
  for (const server of servers) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    ports.push(typeof address === 'object' && address ? address.port : 0);
  }
  for (const server of servers) server.close();
  const [primary = 0, secondary = 0, ingress = 0] = ports;
  return { primary, secondary, ingress };
}

/**
 * Writes the gateway's configuration, and builds the program to start: in the machine's own network
 * namespace, connecting in those of the set.
 */
export async function configureGateway(set: ClusterSet, ports: GatewayPorts): Promise<EnclosedProgram> {
  const configFile = join(set.folder, 'gateway.cfg');
  const ways = [
    ...set.clusters.map(({ name, nodeAddress }) => ({ name, namespace: name, to: `${nodeAddress}:6443` })),
    { name: 'ingress' as const, namespace: ingressPlan.namespace, to: `${ingressPlan.address}:443` },
  ];
  await writeFile(
    configFile,
    `global
  maxconn 1000
defaults
  mode tcp
  timeout connect 5s
  # Watches are quiet for long.
  timeout client 1h
  timeout server 1h
${ways
  .map(
    ({ name, namespace, to }) => `listen ${name}
  bind 127.0.0.1:${ports[name]}
  server ${name} ${to} namespace ${namespace}
`,
  )
  .join('')}`,
  );
  return {
    name: 'gateway',
    command: ['haproxy', '-db', '-f', configFile],
    logFile: join(set.folder, 'gateway.log'),
  };
}
