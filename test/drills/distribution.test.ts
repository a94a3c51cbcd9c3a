import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openE2e } from '../releases/cluster-access.ts';
import { distribute, readDistribution, waitForApplied } from '../releases/distribution-object.ts';
import { createToken, primaryNamespace, setNamespace } from '../releases/primary-release.ts';
import { SecondaryRelease } from '../releases/secondary-release.ts';
import { waitFor } from '../releases/wait-for.ts';

const { primary, secondary } = await openE2e();

/** The member that everything goes to; namespaces on it carry its name, so that tests do not meet. */
let edge: SecondaryRelease;
let name: string;
let shop: string;

const ruleForConfigMaps = { apiGroups: [''], resources: ['configmaps', 'secrets'], verbs: allVerbs() };

function allVerbs(): string[] {
  return ['get', 'list', 'watch', 'create', 'patch', 'delete'];
}

beforeAll(async () => {
  edge = await SecondaryRelease.prepare(secondary);
  name = edge.namespace;
  shop = `${name}-shop`;
  await edge.giveToken({ token: (await createToken(primary)).token, 'member-name': name });
  const { succeeded, output } = await edge.install({ other: { agent: { presets: ['policies'] } } });
  if (!succeeded) throw new Error(`The secondary was not installed: ${output}`);
});

afterAll(async () => {
  await scaleHub(2);
  await primary.kubectl(['delete', 'distributions', '--all', '-n', setNamespace]);
  await edge.uninstall();
  await edge.remove();
  await secondary.kubectl(['delete', 'namespace', shop, '--wait=false', '--ignore-not-found']);
});

async function scaleHub(replicas: number): Promise<void> {
  const args = ['deployment', 'joinery-hub', '-n', primaryNamespace];
  await primary.kubectl(['scale', ...args, `--replicas=${replicas}`]);
  if (replicas > 0) await primary.kubectl(['rollout', 'status', ...args, '--timeout=60s']);
  else {
    const hubs = ['pod', '-l', 'app.kubernetes.io/component=hub', '-n', primaryNamespace];
    await primary.kubectl(['wait', '--for=delete', ...hubs, '--timeout=60s']);
  }
}

function policy(policyName: string, podSelector: object = {}) {
  const metadata = { name: policyName, namespace: shop };
  const spec = { podSelector, policyTypes: ['Ingress'] };
  return { manifest: { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec } };
}

async function readOnMember(kind: string, objectName: string, path: string): Promise<string> {
  return secondary.kubectl(['get', kind, objectName, '-n', shop, `-o=jsonpath={${path}}`]);
}

/** Waits until an object on the member has a text at a path; one that is missing has an empty one. */
async function waitOnMember(kind: string, objectName: string, path: string, text: string): Promise<string> {
  return waitFor(
    `${kind} ${objectName} to have "${text}" at ${path}`,
    async () => readOnMember(kind, objectName, path).catch(() => ''),
    (seen) => seen === text,
  );
}

describe('a distribution', () => {
  it('brings policies to the member, with the namespace they are for', async () => {
    await distribute(primary, 'isolation', {
      placement: { names: [name] },
      sources: [policy('deny-all'), policy('deny-db', { matchLabels: { app: 'db' } })],
      createNamespaces: true,
    });

    await waitForApplied(primary, 'isolation');

    expect(await readOnMember('networkpolicy', 'deny-db', '.spec.podSelector.matchLabels.app')).toBe('db');
  });

  it('puts right what is edited or deleted by hand on the member', async () => {
    const patch = JSON.stringify({ spec: { podSelector: { matchLabels: { app: 'web' } } } });
    await secondary.kubectl(['patch', 'networkpolicy', 'deny-db', '-n', shop, '-p', patch]);
    await secondary.kubectl(['delete', 'networkpolicy', 'deny-all', '-n', shop]);

    expect(await waitOnMember('networkpolicy', 'deny-db', '.spec.podSelector.matchLabels.app', 'db')).toBe(
      'db',
    );
    expect(await waitOnMember('networkpolicy', 'deny-all', '.metadata.name', 'deny-all')).toBe('deny-all');
  });

  it('fills in what is the member’s own', async () => {
    await primary.kubectl(['label', 'member', name, '-n', setNamespace, 'region=eu', '--overwrite']);
    const labels = { cluster: '{{ cluster.name }}', region: '{{ cluster.labels.region }}' };
    const { manifest } = policy('labelled');
    const labelled = { ...manifest, metadata: { ...manifest.metadata, labels } };

    await distribute(primary, 'labelled', {
      placement: { selector: { matchLabels: { region: 'eu' } } },
      sources: [{ manifest: labelled }],
    });
    await waitForApplied(primary, 'labelled');

    expect(await readOnMember('networkpolicy', 'labelled', '.metadata.labels.cluster')).toBe(name);
    expect(await readOnMember('networkpolicy', 'labelled', '.metadata.labels.region')).toBe('eu');
  });

  it('is withdrawn from a member that loses the label', async () => {
    await primary.kubectl(['label', 'member', name, '-n', setNamespace, 'region-']);

    expect(await waitOnMember('networkpolicy', 'labelled', '.metadata.name', '')).toBe('');
  });

  it('says what right is missing, and goes on once it is there', async () => {
    const metadata = { name: 'login', namespace: setNamespace };
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata,
      stringData: { password: 'hunter2-of-joinery' },
    };
    await primary.kubectl(['apply', '-f', '-'], JSON.stringify(secret));
    await distribute(primary, 'login', {
      placement: { names: [name] },
      sources: [{ ref: { apiVersion: 'v1', kind: 'Secret', name: 'login' }, targetNamespace: shop }],
    });
    const failed = await waitFor(
      'the missing right to be told',
      async () => readDistribution(primary, 'login'),
      ({ status }) => (status?.failures ?? []).length > 0,
    );

    await edge.install({ other: { agent: { presets: ['policies'], rules: [ruleForConfigMaps] } } });
    await waitForApplied(primary, 'login');

    expect(failed.status?.failures?.[0]).toMatchObject({
      cluster: name,
      reason: 'RightMissing',
      remedy: expect.stringContaining('agent.rules'),
    });
    const encoded = Buffer.from('hunter2-of-joinery').toString('base64');
    expect(await readOnMember('secret', 'login', '.data.password')).toBe(encoded);
  });

  it('is enforced while there is no hub, also by an agent that starts then', async () => {
    await scaleHub(0);
    await secondary.kubectl(['rollout', 'restart', 'deployment', 'joinery-agent', '-n', edge.namespace]);
    await secondary.kubectl([
      'rollout',
      'status',
      'deployment',
      'joinery-agent',
      '-n',
      edge.namespace,
      '--timeout=60s',
    ]);

    await secondary.kubectl(['delete', 'networkpolicy', 'deny-db', '-n', shop]);

    expect(await waitOnMember('networkpolicy', 'deny-db', '.metadata.name', 'deny-db')).toBe('deny-db');
    await scaleHub(2);
  });

  it('goes without a trace when it is deleted', async () => {
    await primary.kubectl(['delete', 'distribution', 'isolation', 'login', '-n', setNamespace]);

    expect(await waitOnMember('networkpolicy', 'deny-db', '.metadata.name', '')).toBe('');
    expect(await waitOnMember('secret', 'login', '.metadata.name', '')).toBe('');
    const left = await waitFor(
      'nothing of a set to be left',
      async () =>
        secondary.kubectl([
          'get',
          'secrets',
          '-n',
          edge.namespace,
          '-l',
          'applyset.kubernetes.io/id',
          '-o=name',
        ]),
      (names) => names === '',
    );
    expect(left).toBe('');
  });
});
