import { describe, expect, it } from 'vitest';
import type { PrimaryConfig } from '#validators/primary-config';
import type { SecondaryConfig } from '#validators/secondary-config';
import type { Right } from '../../jobs/ports/kubernetes-api.ts';
import { agentRights, hubRights } from '../../jobs/workflows/doctor/needed-rights.ts';
import { findManifest, manifestId, readConfig } from './manifest.ts';
import type { Manifest, Rule } from './manifest.ts';
import { parseManifests, renderChart, renderValueSets } from './render-chart.ts';

const rendered = (await renderValueSets()).map(({ name, text }) => ({
  name,
  manifests: parseManifests(text),
}));
const roles = rendered.flatMap(({ manifests }) => manifests.filter(({ rules }) => rules !== undefined));
const rules = roles.flatMap((role) => (role.rules ?? []).map((rule) => ({ role, rule })));

/** One line per right: `verbs resources(names)`, so that a test reads like a table. */
function rightsOf(manifests: readonly Manifest[], kind: string, name: string): string[] {
  const role = manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
  return (role?.rules ?? []).map(renderRule);
}

function renderRule({ resources, resourceNames, verbs }: Rule): string {
  const names = resourceNames === undefined ? '' : ` (${resourceNames.join(', ')})`;
  return `${verbs.join(' ')}: ${resources.join(' ')}${names}`;
}

/** One line per verb, resource and name that a rule grants. */
function listRights({ apiGroups, resources, resourceNames, verbs }: Rule, namespace?: string): string[] {
  return apiGroups.flatMap((group) =>
    resources.flatMap((resource) =>
      verbs.flatMap((verb) =>
        (resourceNames ?? ['']).map((name) => [verb, group, resource, namespace ?? '', name].join(' ')),
      ),
    ),
  );
}

function renderRight({ verb, group, resource, subresource, namespace = '', name = '' }: Right): string {
  return [
    verb,
    group,
    subresource === undefined ? resource : `${resource}/${subresource}`,
    namespace,
    name,
  ].join(' ');
}

describe('rights', () => {
  it('are given without wildcards, and none leads to further rights', () => {
    const words = rules.flatMap(({ rule }) => [...rule.apiGroups, ...rule.resources, ...rule.verbs]);

    expect(words).not.toContain('*');
    expect(words).not.toContain('escalate');
    expect(words).not.toContain('bind');
    expect(words).not.toContain('impersonate');
    expect(words).not.toContain('pods/exec');
    expect(words).not.toContain('serviceaccounts/token');
  });

  it('reach beyond the namespaces only to tell clusters apart, for what names them, and to share services', () => {
    const clusterWide = rules
      .filter(({ role }) => role.kind === 'ClusterRole')
      .map(({ rule }) => renderRule(rule));

    expect(new Set(clusterWide)).toEqual(
      new Set([
        'get: namespaces (kube-system)',
        'get create patch: customresourcedefinitions (clusterprofiles.multicluster.x-k8s.io)',
        'get create patch: customresourcedefinitions (clusterproperties.about.k8s.io)',
        'list watch: clusterproperties',
        'create patch delete: clusterproperties (cluster.clusterset.k8s.io, clusterset.k8s.io)',
        'list watch: serviceexports',
        'list watch: namespaces',
        'list watch: namespaces nodes',
        'list watch create patch delete: serviceimports',
        'list watch create patch delete: services',
        'list watch create patch delete: endpointslices',
        'patch: serviceexports/status serviceimports/status',
        'get create patch: customresourcedefinitions (serviceexports.multicluster.x-k8s.io)',
        'get create patch: customresourcedefinitions (serviceimports.multicluster.x-k8s.io)',
      ]),
    );
  });

  it.for(rendered)('of $name are bound to a ServiceAccount of the release', ({ manifests }) => {
    const ids = new Set(manifests.map(manifestId));
    const bindings = manifests.filter(({ roleRef }) => roleRef !== undefined);
    const dangling = bindings.filter(({ metadata, roleRef, subjects }) => {
      const namespace = roleRef?.kind === 'Role' ? metadata.namespace : '';
      const roleId = `${roleRef?.kind} ${namespace}/${roleRef?.name}`;
      const accounts = (subjects ?? []).map(
        (subject) => `ServiceAccount ${subject.namespace}/${subject.name}`,
      );
      return ![roleId, ...accounts].every((id) => ids.has(id));
    });

    expect(dangling).toEqual([]);
    expect(bindings).toHaveLength(manifests.filter((manifest) => manifest.rules !== undefined).length);
  });

  it('of agent and join name every Secret but for creating', async () => {
    const manifests = await renderChart({
      values: { multicluster: { secondary: { create: true, join: { existingSecret: 'edge-token' } } } },
    });
    const join = [
      'get: secrets (edge-token, rel-joinery-join)',
      'get update: secrets (mc-join-status, mc-identity)',
      'create: secrets',
      'get: deployments (rel-joinery-agent)',
      'get: configmaps (k10-config)',
    ];

    expect(rightsOf(manifests, 'Role', 'rel-joinery-join')).toEqual(join);
    expect(rightsOf(manifests, 'Role', 'rel-joinery-agent')).toEqual([
      ...join,
      'list watch: secrets (edge-token, rel-joinery-join, mc-join-status)',
    ]);
  });

  it('of leave suffice to write down that it left', async () => {
    const manifests = await renderChart({ values: 'secondary' });

    expect(rightsOf(manifests, 'Role', 'rel-joinery-leave')).toEqual([
      'get update: secrets (mc-join-status, mc-identity)',
      'create: secrets',
      'get: deployments (rel-joinery-agent)',
    ]);
  });

  it('of the primary hold in the namespace of the set, but for knowing its own Deployment', async () => {
    const manifests = await renderChart({ values: 'primary' });
    const granted = manifests.filter(({ kind }) => kind === 'Role');
    const names = granted.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);

    expect(names.sort()).toEqual([
      'apps/rel-joinery-hub',
      'apps/rel-joinery-promote',
      'joinery-mc/apps:rel-joinery:demote',
      'joinery-mc/apps:rel-joinery:hub',
      'joinery-mc/apps:rel-joinery:promote',
    ]);
    for (const program of ['hub', 'promote'])
      expect(rightsOf(manifests, 'Role', `rel-joinery-${program}`)).toEqual([
        'get: deployments (rel-joinery-hub)',
      ]);
    expect(rightsOf(manifests, 'Role', 'apps:rel-joinery:hub')).toEqual([
      'get list watch create update delete: secrets',
      'get list watch create update delete: configmaps',
      'get list watch create update delete: leases',
      'get list watch create update delete: members',
      'update: members/status',
      'get list watch create update delete: distributions',
      'update: distributions/status',
      'create: events',
    ]);
    expect(rightsOf(manifests, 'Role', 'apps:rel-joinery:promote')).toEqual([
      'get list create delete: secrets',
      'get list create update delete: members',
      'get list create update delete: configmaps',
      'list delete: leases',
      'update: members/status (eu-central)',
      'create: events',
    ]);
    expect(rightsOf(manifests, 'Role', 'apps:rel-joinery:demote')).toEqual([
      'list: members',
      'get: members (eu-central)',
      'update: members/status (eu-central)',
    ]);
  });

  it('of demote reach as far as deleting the set only where it is to be dissolved', async () => {
    const manifests = await renderChart({ values: 'primary-members' });

    expect(rightsOf(manifests, 'Role', 'rel-joinery-demote')).toEqual(['get: deployments (rel-joinery-hub)']);
    expect(rightsOf(manifests, 'Role', 'apps:rel-joinery:demote')).toEqual([
      'get update: secrets (hub-identity)',
      'list delete: secrets configmaps',
      'list delete: leases',
      'list delete: members',
      'get: members (eu-central)',
      'update: members/status (eu-central)',
    ]);
  });

  it('of the hub to take something from other namespaces are what the values grant', async () => {
    const manifests = await renderChart({ values: 'primary-distributions' });
    const granted = manifests
      .filter(({ kind, metadata }) => kind === 'Role' && metadata.name === 'apps:rel-joinery:hub:sources')
      .map(({ metadata, rules: given = [] }) => [metadata.namespace, ...given.map(renderRule)]);

    expect(granted).toEqual([
      ['policies', 'get list watch: networkpolicies'],
      ['shop', 'get list watch: networkpolicies', 'get list watch: secrets (registry-login)'],
    ]);
  });

  it.for([
    ['primary', 'hub'],
    ['primary-distributions', 'hub'],
    ['primary-inventory', 'hub'],
    ['primary-services', 'hub'],
    ['secondary', 'agent'],
    ['secondary-inventory', 'agent'],
    ['secondary-services', 'agent'],
  ] as const)('of a %s are those that the doctor asks for', async ([values, program]) => {
    const manifests = await renderChart({ values });
    const workload = findManifest(manifests, 'Deployment', program);
    const asked =
      program === 'hub'
        ? hubRights(readConfig(workload) as PrimaryConfig)
        : agentRights(readConfig(workload) as SecondaryConfig);
    const granted = manifests
      .filter(({ metadata }) => metadata.labels['app.kubernetes.io/component'] === program)
      .flatMap(({ metadata, rules: given = [] }) =>
        given.flatMap((rule) => listRights(rule, metadata.namespace)),
      );

    expect(new Set(asked.map((right) => renderRight(right)))).toEqual(new Set(granted));
  });

  it('and ServiceAccounts can be left to somebody else', async () => {
    const manifests = await renderChart({
      values: {
        multicluster: { secondary: { create: true } },
        rbac: { create: false },
        serviceAccounts: { create: false },
      },
    });

    expect(manifests.filter(({ kind }) => /Role|ServiceAccount/.test(kind))).toEqual([]);
  });
});
