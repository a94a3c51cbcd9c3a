import type { PrimaryConfig } from '#validators/primary-config';
import type { SecondaryConfig } from '#validators/secondary-config';
import { inventoryKinds, wellKnownProperties } from '../../core/inventory/inventory-names.ts';
import { secondaryNames } from '../../core/kubernetes/names.ts';
import { servicesGroup } from '../../core/services/service-kinds.ts';
import type { Right } from '../../ports/kubernetes-api.ts';

/** Every right that the agent has by the chart, but for what is distributed; `test/chart/rights.test.ts` holds both to each other. */
export function agentRights(config: SecondaryConfig): Right[] {
  const { release, deployment, join, apply } = config;
  const { namespace } = release;
  const secrets = { group: '', resource: 'secrets', namespace };
  const joinSecrets = [join.existingSecret, join.chartSecret];
  return [
    ...allow(['get'], secrets, joinSecrets),
    ...allow(['get', 'update'], secrets, Object.values(secondaryNames)),
    ...allow(['create'], secrets),
    ...allow(['list', 'watch'], secrets, [...joinSecrets, secondaryNames.status]),
    ...(apply.enabled ? allow(['get', 'list', 'update', 'delete'], secrets) : []),
    ...allow(['get'], { group: 'apps', resource: 'deployments', namespace }, [deployment]),
    ...allow(['get'], { group: '', resource: 'configmaps', namespace }, ['k10-config']),
    ...allow(['get'], { group: '', resource: 'namespaces' }, ['kube-system']),
    ...(config.clusterProperties ? clusterPropertyRights(config) : []),
    ...config.exports.namespaces.flatMap((place) => [
      ...exportResources(config.exports.kinds).flatMap((resource) =>
        allow(['list', 'watch'], { group: '', resource, namespace: place }),
      ),
      ...allow(['create'], { group: '', resource: 'events', namespace: place }),
    ]),
    ...serviceRights(config),
  ];
}

/** Every right that the hub has by the chart; `test/chart/rights.test.ts` holds both to each other. */
export function hubRights(config: PrimaryConfig): Right[] {
  const { namespace, release, sources, inventory } = config;
  const everything = ['get', 'list', 'watch', 'create', 'update', 'delete'] as const;
  const deployments = { group: 'apps', resource: 'deployments', namespace: release.namespace };
  return [
    ...allow(everything, { group: '', resource: 'secrets', namespace }),
    ...allow(everything, { group: '', resource: 'configmaps', namespace }),
    ...allow(everything, { group: 'coordination.k8s.io', resource: 'leases', namespace }),
    ...allow(everything, { group: 'joinery.dev', resource: 'members', namespace }),
    ...allow(['update'], { group: 'joinery.dev', resource: 'members', subresource: 'status', namespace }),
    ...allow(everything, { group: 'joinery.dev', resource: 'distributions', namespace }),
    ...allow(['update'], {
      group: 'joinery.dev',
      resource: 'distributions',
      subresource: 'status',
      namespace,
    }),
    ...allow(['create'], { group: '', resource: 'events', namespace }),
    ...allow(['get'], deployments, [`${release.fullname}-hub`]),
    ...allow(['get'], { group: '', resource: 'namespaces' }, ['kube-system']),
    ...sources.flatMap(({ group, resource, namespaces, names }) =>
      namespaces.flatMap((there) =>
        allow(['get', 'list', 'watch'], { group, resource, namespace: there }, names),
      ),
    ),
    ...(config.exports.enabled ? exportRights(config) : []),
    ...(inventory.clusterProfiles ? clusterProfileRights(config) : []),
    ...(inventory.clusterProperties ? clusterPropertyRights(config) : []),
    ...serviceRights(config),
  ];
}

function exportRights({ namespace, exports }: PrimaryConfig): Right[] {
  return exportResources(exports.kinds).flatMap((resource) =>
    allow(['patch'], { group: '', resource, namespace }),
  );
}

function exportResources(kinds: readonly string[]): string[] {
  return kinds.map((kind) => `${kind.toLowerCase()}s`);
}

function clusterProfileRights({ namespace, upstreamCrds }: PrimaryConfig): Right[] {
  const profiles = { group: 'multicluster.x-k8s.io', resource: 'clusterprofiles', namespace };
  return [
    ...allow(['list', 'watch', 'create', 'patch'], profiles),
    ...allow(['patch'], { ...profiles, subresource: 'status' }),
    ...(upstreamCrds ? crdRights(inventoryKinds.ClusterProfile.crd) : []),
  ];
}

function clusterPropertyRights({ upstreamCrds }: Pick<PrimaryConfig, 'upstreamCrds'>): Right[] {
  const properties = { group: 'about.k8s.io', resource: 'clusterproperties' };
  return [
    ...allow(['list', 'watch'], properties),
    ...allow(['create', 'patch', 'delete'], properties, Object.values(wellKnownProperties)),
    ...(upstreamCrds ? crdRights(inventoryKinds.ClusterProperty.crd) : []),
  ];
}

function crdRights(name: string): Right[] {
  const definitions = { group: 'apiextensions.k8s.io', resource: 'customresourcedefinitions' };
  return allow(['get', 'create', 'patch'], definitions, [name]);
}

function serviceRights({ mcs, upstreamCrds }: Pick<PrimaryConfig, 'mcs' | 'upstreamCrds'>): Right[] {
  if (mcs.controller !== 'joinery') return [];
  const group = servicesGroup;
  const look = ['list', 'watch'] as const;
  const make = [...look, 'create', 'patch', 'delete'] as const;
  const kinds = ['serviceexports', 'serviceimports'];
  return [
    ...allow(look, { group, resource: 'serviceexports' }),
    ...['namespaces', ...(mcs.reach === 'nodePort' ? ['nodes'] : [])].flatMap((resource) =>
      allow(look, { group: '', resource }),
    ),
    ...allow(make, { group, resource: 'serviceimports' }),
    ...allow(make, { group: '', resource: 'services' }),
    ...allow(make, { group: 'discovery.k8s.io', resource: 'endpointslices' }),
    ...kinds.flatMap((resource) => allow(['patch'], { group, resource, subresource: 'status' })),
    ...(upstreamCrds ? kinds.flatMap((kind) => crdRights(`${kind}.${group}`)) : []),
  ];
}

function allow(
  verbs: readonly Right['verb'][],
  target: Omit<Right, 'verb' | 'name'>,
  names?: readonly string[],
): Right[] {
  return verbs.flatMap((verb): Right[] =>
    names === undefined ? [{ verb, ...target }] : names.map((name) => ({ verb, ...target, name })),
  );
}
