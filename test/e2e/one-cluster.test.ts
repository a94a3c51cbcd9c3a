import { afterAll, describe, expect, it } from 'vitest';
import { openE2e } from '../releases/cluster-access.ts';
import { chartFolder } from '../releases/primary-release.ts';
import { waitFor } from '../releases/wait-for.ts';

const { secondary: cluster } = await openE2e();

const namespaces = ['set-a', 'set-b', 'set-c', 'joinery-mc'];

/** Installs a release into this cluster and returns how it went. */
async function install(release: string, namespace: string, values: object, flags: readonly string[] = []) {
  const args = [
    'upgrade',
    '--install',
    release,
    chartFolder,
    '-n',
    namespace,
    '--create-namespace',
    '-f',
    '-',
    ...flags,
  ];
  return cluster.helm('helm4', args, JSON.stringify(values));
}

const primaryValues = {
  multicluster: {
    primary: {
      create: true,
      name: 'one',
      ingressURL: 'http://set-a.example.com/joinery',
      allowInsecureURL: true,
    },
  },
};

afterAll(async () => {
  for (const namespace of namespaces) {
    const releases = (await cluster.helm('helm4', ['list', '-n', namespace, '-q'])).stdout
      .split('\n')
      .filter(Boolean);
    for (const release of releases)
      await cluster.helm('helm4', ['uninstall', release, '-n', namespace, '--no-hooks']);
    await cluster.kubectl(['delete', 'namespace', namespace, '--ignore-not-found', '--wait=false']);
  }
  await cluster.kubectl(['delete', 'crd', 'members.joinery.dev', '--ignore-not-found']);
});

describe('one cluster', () => {
  it('takes the chart without a mode, which does nothing', async () => {
    const result = await install('joinery', 'set-c', {});

    expect(result.succeeded, result.output).toBe(true);
    expect(await cluster.kubectl(['get', 'pods', '-n', 'set-c', '-o', 'name'])).toBe('');
  });

  it('is the primary of one set and a secondary of another by two releases', async () => {
    const primary = await install('hub', 'set-a', primaryValues);
    expect(primary.succeeded, primary.output).toBe(true);

    const secondary = await install('member', 'set-b', { multicluster: { secondary: { create: true } } });

    expect(secondary.succeeded, secondary.output).toBe(true);
    expect(await cluster.readSecret('set-b', 'mc-join-status')).toMatchObject({ status: 'Waiting' });
    const left = await cluster.helm('helm4', ['uninstall', 'member', '-n', 'set-b']);
    expect(left.succeeded, left.output).toBe(true);
  });

  it('keeps the set when the primary is uninstalled, and goes on with it under another release name', async () => {
    const before = await cluster.readSecret('joinery-mc', 'hub-identity');
    const gone = await cluster.helm('helm4', ['uninstall', 'hub', '-n', 'set-a']);
    expect(gone.succeeded, gone.output).toBe(true);
    expect(await cluster.readSecret('joinery-mc', 'hub-identity')).toEqual(before);

    const values = { ...primaryValues, crds: { install: false } };
    const again = await install('renamed', 'set-b', {
      ...values,
      multicluster: { ...values.multicluster, createNamespace: false },
    });

    expect(again.succeeded, again.output).toBe(true);
    expect(await cluster.readSecret('joinery-mc', 'hub-identity')).toEqual(before);
    const member = await waitFor(
      "the primary's own member to be online",
      async () => cluster.kubectl(['get', 'member', 'one', '-n', 'joinery-mc', '-o', 'json']),
      (text) => text.includes('"IsPrimary"'),
    );
    expect(member).toContain('This cluster is the primary.');
  });

  it('refuses wrong values before anything is made', async () => {
    const both = {
      multicluster: { primary: { ...primaryValues.multicluster.primary }, secondary: { create: true } },
    };
    const result = await install('wrong', 'set-c', both);

    expect(result.succeeded).toBe(false);
    expect(await cluster.kubectl(['get', 'serviceaccounts', '-n', 'set-c', '-o', 'name'])).not.toContain(
      'wrong',
    );
  });
});
