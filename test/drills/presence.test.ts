import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openE2e } from '../releases/cluster-access.ts';
import {
  findCondition,
  obeys,
  readMember,
  type SeenCondition,
  waitForReason,
} from '../releases/member-object.ts';
import { createToken, primaryNamespace, setNamespace } from '../releases/primary-release.ts';
import { SecondaryRelease } from '../releases/secondary-release.ts';
import { waitFor } from '../releases/wait-for.ts';

const { primary, secondary, ingress } = await openE2e();

/** One member that all of this happens to. */
let edge: SecondaryRelease;
let name: string;

beforeAll(async () => {
  edge = await SecondaryRelease.prepare(secondary);
  name = edge.namespace;
  await edge.giveToken({ token: (await createToken(primary)).token, 'member-name': name });
  const { succeeded, output } = await edge.install();
  if (!succeeded) throw new Error(`The secondary was not installed: ${output}`);
});

afterAll(async () => {
  await ingress.behave('forward');
  await scale('hub', 2);
  await edge.uninstall();
  await edge.remove();
});

async function scale(program: 'hub' | 'agent', replicas: number): Promise<void> {
  const [cluster, namespace] = program === 'hub' ? [primary, primaryNamespace] : [secondary, edge.namespace];
  const args = ['scale', 'deployment', `joinery-${program}`, '-n', namespace, `--replicas=${replicas}`];
  await cluster.kubectl(args);
  const jsonPath = '-o=jsonpath={.status.readyReplicas}';
  await waitFor(
    `${replicas} pods of ${program}`,
    async () => cluster.kubectl(['get', 'deployment', `joinery-${program}`, '-n', namespace, jsonPath]),
    (ready) => Number(ready) === replicas,
  );
}

async function readOnline(): Promise<SeenCondition | undefined> {
  return findCondition(await readMember(primary, name), 'Online');
}

async function listEventReasons(): Promise<string[]> {
  const selector = `--field-selector=involvedObject.name=${name}`;
  const path = '-o=jsonpath={.items[*].reason}';
  return (await primary.kubectl(['get', 'events', '-n', setNamespace, selector, path])).split(' ');
}

/** Metrics of a pod of a program, as Prometheus would read them. */
async function readMetrics(program: 'hub' | 'agent'): Promise<string> {
  const [cluster, namespace] = program === 'hub' ? [primary, primaryNamespace] : [secondary, edge.namespace];
  const selector = `app.kubernetes.io/component=${program}`;
  const path = '-o=jsonpath={.items[0].metadata.name}';
  const pod = await cluster.kubectl(['get', 'pods', '-n', namespace, '-l', selector, path]);
  return cluster.kubectl(['get', '--raw', `/api/v1/namespaces/${namespace}/pods/${pod}:8081/proxy/metrics`]);
}

describe('a member in touch', () => {
  it('is seen by Prometheus on both sides', async () => {
    await waitForReason(primary, name, ['Online', 'Heard']);

    expect(await readMetrics('hub')).toContain(`joinery_member_online{member="${name}"} 1`);
    expect(await readMetrics('agent')).toContain('joinery_agent_connected 1');
  });
});

describe('a member whose ingress', () => {
  it.for(['strip-path', 'buffer'] as const)('does %s is in touch', async (behaviour) => {
    await ingress.behave(behaviour);

    expect(await obeys(primary, name)).toBe(true);
  });

  it('cuts what is open for long asks for shorter holds and stays online', async () => {
    await ingress.behave('forward');
    await waitForReason(primary, name, ['Online', 'Heard']);
    const before = await readOnline();
    await ingress.behave('cut-after-5s');

    await waitFor(
      'the member to ask for a hold of 5 s',
      async () => readMember(primary, name),
      (member) => member?.status?.report?.holdSeconds === 5,
    );

    expect(await readOnline()).toEqual(before);
    await ingress.behave('forward');
  });
});

describe('a member whose hub', () => {
  it('loses a replica without a warning stays online, and nothing of it is written', async () => {
    await waitForReason(primary, name, ['Online', 'Heard']);
    const before = await readMember(primary, name);
    const selector = 'app.kubernetes.io/component=hub';
    const get = [
      'get',
      'pods',
      '-n',
      primaryNamespace,
      '-l',
      selector,
      '-o=jsonpath={.items[0].metadata.name}',
    ];
    const pod = await primary.kubectl(get);
    await primary.kubectl(['delete', 'pod', pod, '-n', primaryNamespace, '--force', '--grace-period=0']);

    expect(await obeys(primary, name)).toBe(true);

    const after = await readMember(primary, name);
    expect(after?.status?.conditions).toEqual(before?.status?.conditions);
    expect(after?.status?.report?.holdSeconds).toBe(before?.status?.report?.holdSeconds);
    await scale('hub', 2);
  });

  it('was away is unknown until it is heard, and knows of the hub since when it is away', async () => {
    await ingress.behave('refuse');
    await scale('hub', 0);
    const told = await waitFor(
      'the member to say that its hub is away',
      async () => edge.status(),
      ({ reason }) => reason === 'HubUnreachable',
    );
    expect(told).toMatchObject({ status: 'Joined', 'last-contact': expect.stringMatching(/Z$/) });
    const silentFor = async () => Date.now() - Date.parse((await edge.status())['last-contact'] ?? '');
    await waitFor('the hub to be away for longer than its Leases last', silentFor, (ms) => ms > 32_000);

    await scale('hub', 2);

    expect(await waitForReason(primary, name, ['Online', 'HubRestarted'])).toBeDefined();
    await ingress.behave('forward');
    await waitForReason(primary, name, ['Online', 'Heard']);
    await edge.waitForReason('Joined');
  });
});

describe('a member that goes silent', () => {
  it('is late, then offline, with Events, and back at once', async () => {
    await scale('agent', 0);

    await waitForReason(primary, name, ['Online', 'Late']);
    const offline = await waitForReason(primary, name, ['Online', 'Offline']);
    expect(findCondition(offline, 'UpToDate')).toMatchObject({ status: 'Unknown', reason: 'NotHeard' });
    expect(await listEventReasons()).toEqual(expect.arrayContaining(['Late', 'Offline']));

    await scale('agent', 1);
    await waitForReason(primary, name, ['Online', 'Heard']);
    await waitForReason(primary, name, ['UpToDate', 'UpToDate']);
  });
});
