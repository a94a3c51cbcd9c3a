import { setTimeout as sleep } from 'node:timers/promises';
import { inRepository } from '../runner/repository-root.ts';
import { runTimedStep } from '../tools/timed-step.ts';
import type { Progress } from '../tools/progress.ts';
import type { DemoCluster } from './demo-cluster.ts';

const chart = inRepository('charts', 'joinery');
const release = 'joinery';
const namespace = 'joinery';
const setNamespace = 'joinery-mc';
const tokenSecret = 'join-token-demo';
const memberName = 'edge-1';

/** What the demo installs, where. */
export interface DemoPlan {
  readonly primary: DemoCluster;
  readonly secondary: DemoCluster;
  /** Values of both releases (the image), and those of the primary only. */
  readonly sharedValues: object;
  readonly primaryValues: object;
  /** More values files for the primary. */
  readonly primaryFlags: readonly string[];
}

/**
 * The four steps of the README: install the primary, make a token, give it to the secondary, install
 * that. Each looks first, so it can be repeated.
 */
export async function joinClusters(plan: DemoPlan, progress: Progress): Promise<void> {
  const { primary, secondary, sharedValues, primaryValues, primaryFlags } = plan;
  await runTimedStep(progress, 'helm install: the primary', async () =>
    install(primary, [...primaryFlags, '-f', '-'], { ...sharedValues, ...primaryValues }),
  );
  if ((await readKey(secondary, namespace, 'mc-join', 'token')) === '') {
    const token = await runTimedStep(progress, 'Making a join token', async () => makeToken(primary));
    await runTimedStep(progress, 'Giving it to the secondary', async () => giveToken(secondary, token));
  }
  await runTimedStep(progress, 'helm install: the secondary', async () => {
    const values = { ...sharedValues, multicluster: { secondary: { create: true } } };
    return install(secondary, ['-f', '-'], values);
  });
}

/** The joined set as both sides show it. */
export async function describeSet({ primary, secondary }: DemoPlan): Promise<string> {
  const members = await primary.kubectl(['get', 'members', '-n', setNamespace]);
  const template = '{{range $key, $value := .data}}{{$key}}: {{$value | base64decode}}{{"\\n"}}{{end}}';
  const output = `go-template=${template}`;
  const status = await secondary.kubectl(['get', 'secret', 'mc-join-status', '-n', namespace, '-o', output]);
  return `The primary:    kubectl get members -n ${setNamespace}\n\n${indent(members)}\n
The secondary:  Secret mc-join-status in namespace ${namespace}\n\n${indent(status)}`;
}

async function install(cluster: DemoCluster, flags: readonly string[], values: object): Promise<void> {
  const args = ['upgrade', '--install', release, chart, '-n', namespace, '--create-namespace', ...flags];
  await cluster.helm(args, JSON.stringify(values));
}

async function makeToken(primary: DemoCluster): Promise<string> {
  const metadata = { name: tokenSecret, namespace: setNamespace };
  const manifest = { apiVersion: 'v1', kind: 'Secret', metadata, type: 'joinery.dev/join-token' };
  await primary.kubectl(['delete', 'secret', tokenSecret, '-n', setNamespace, '--ignore-not-found']);
  await primary.kubectl(['create', '-f', '-'], JSON.stringify(manifest));
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const token = await readKey(primary, setNamespace, tokenSecret, 'token');
    if (token !== '') return token;
    await sleep(200);
  }
  const message = await readKey(primary, setNamespace, tokenSecret, 'message');
  throw new Error(
    `Cannot make a join token: the hub did not fill the Secret ${tokenSecret} in 20 seconds. ${message}`,
  );
}

async function giveToken(secondary: DemoCluster, token: string): Promise<void> {
  const objects = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'mc-join', namespace },
      stringData: { token, 'member-name': memberName },
    },
  ];
  const list = { apiVersion: 'v1', kind: 'List', items: objects };
  await secondary.kubectl(['apply', '-f', '-'], JSON.stringify(list));
}

/** One value of a Secret as text; empty when either is not there. */
async function readKey(cluster: DemoCluster, space: string, name: string, key: string): Promise<string> {
  const path = `jsonpath={.data.${key}}`;
  const encoded = await cluster.kubectl([
    'get',
    'secret',
    name,
    '-n',
    space,
    '--ignore-not-found',
    '-o',
    path,
  ]);
  return Buffer.from(encoded, 'base64').toString('utf8');
}

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '    ');
}
