import { describe, expect, it } from 'vitest';
import { readConfig, findManifest, type Manifest } from './manifest.ts';
import { renderChart } from './render-chart.ts';
import type { SecondaryConfig } from '#validators/secondary-config';

const clusterRole = 'apps:rel-joinery:apply';

async function render(values: object): Promise<Manifest[]> {
  return renderChart({ values: { multicluster: { secondary: { create: true } }, ...values } });
}

/** Resources that a role lets be applied. */
function listApplied(manifests: readonly Manifest[]): string[] {
  const role = manifests.find(
    ({ kind, metadata }) => kind === 'ClusterRole' && metadata.name === clusterRole,
  );
  return (role?.rules ?? [])
    .filter(({ verbs }) => verbs.includes('patch'))
    .flatMap(({ resources }) => resources);
}

function subjectsOf(manifests: readonly Manifest[]): string[] {
  const binding = manifests.find(
    ({ kind, metadata }) => kind === 'ClusterRoleBinding' && metadata.name === clusterRole,
  );
  return (binding?.subjects ?? []).map(({ name }) => name);
}

function secretVerbs(manifests: readonly Manifest[], program: string): string[] {
  const role = manifests.find(
    ({ kind, metadata }) => kind === 'Role' && metadata.name === `rel-joinery-${program}`,
  );
  return (role?.rules ?? [])
    .filter(({ resources, resourceNames }) => resources.includes('secrets') && resourceNames === undefined)
    .flatMap(({ verbs }) => verbs);
}

const configOf = (manifests: readonly Manifest[]): SecondaryConfig =>
  readConfig(findManifest(manifests, 'Deployment', 'agent')) as SecondaryConfig;

describe('rights to apply what is distributed', () => {
  it('are none by default, and the agent takes nothing', async () => {
    const manifests = await render({});

    expect(listApplied(manifests)).toEqual([]);
    expect(secretVerbs(manifests, 'agent')).toEqual(['create']);
    expect(configOf(manifests).apply).toMatchObject({ enabled: false, onLeave: 'keep' });
  });

  it.for([
    ['policies', ['networkpolicies', 'resourcequotas', 'namespaces'], ['secrets', 'deployments', 'pods']],
    ['workloads', ['networkpolicies', 'deployments', 'secrets', 'jobs', 'ingresses'], ['pods', 'leases']],
    ['all', ['networkpolicies', 'deployments', 'secrets', 'pods', 'leases'], []],
  ] as const)('of the preset %s reach as far as it says', async ([preset, given, notGiven]) => {
    const manifests = await render({ agent: { presets: [preset] } });

    const applied = listApplied(manifests);
    expect(applied).toEqual(expect.arrayContaining([...given]));
    for (const resource of [...notGiven, 'roles', 'clusterrolebindings', 'customresourcedefinitions', '*'])
      expect(applied).not.toContain(resource);
    expect(subjectsOf(manifests)).toEqual(['rel-joinery-agent']);
    expect(secretVerbs(manifests, 'agent').toSorted()).toEqual(['create', 'delete', 'get', 'list', 'update']);
    expect(configOf(manifests).apply.enabled).toBe(true);
  });

  it('lead to no further rights, in any preset', async () => {
    const manifests = await render({ agent: { presets: ['policies', 'workloads', 'all'] } });

    const words = manifests
      .flatMap(({ rules = [] }) => rules)
      .flatMap(({ resources, verbs }) => [...resources, ...verbs]);
    for (const word of ['*', 'escalate', 'bind', 'impersonate', 'pods/exec', 'serviceaccounts/token'])
      expect(words).not.toContain(word);
  });

  it('are the rules given, as they are', async () => {
    const rule = { apiGroups: ['example.com'], resources: ['colours'], verbs: ['get', 'patch'] };
    const manifests = await render({ agent: { rules: [rule], deny: ['Pod'] } });

    const role = manifests.find(({ metadata }) => metadata.name === clusterRole);
    expect(role?.rules?.[0]).toEqual(rule);
    expect(configOf(manifests).apply.deny).toEqual(['Pod']);
  });

  it('are those of leave too, where it has to take away', async () => {
    const manifests = await render({
      agent: { presets: ['policies'] },
      uninstall: { distributed: 'remove' },
    });

    expect(subjectsOf(manifests)).toEqual(['rel-joinery-agent', 'rel-joinery-leave']);
    expect(secretVerbs(manifests, 'leave').toSorted()).toEqual(['create', 'delete', 'get', 'list', 'update']);
    expect(configOf(manifests).apply.onLeave).toBe('remove');
  });

  it('can be left to somebody else', async () => {
    const manifests = await render({ agent: { presets: ['all'] }, rbac: { create: false } });

    expect(manifests.filter(({ kind }) => kind.includes('Role'))).toEqual([]);
    expect(configOf(manifests).apply.enabled).toBe(true);
  });
});
