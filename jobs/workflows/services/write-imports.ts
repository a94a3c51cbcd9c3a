import type { ImportedService } from '#validators/imported-service';
import { isContained } from '../../core/kubernetes/is-contained.ts';
import type { Manifest, StoredManifest } from '../../core/kubernetes/manifest.ts';
import { digestOf } from '../../core/protocol/digest.ts';
import { buildDerivedService, buildServiceImport, buildSlices } from '../../core/services/build-import.ts';
import { nameImport } from '../../core/services/name-import.ts';
import { isImported, serviceLabels, type Imported } from '../../core/services/service-kinds.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import type { ClusterObjects } from '../../ports/cluster-objects.ts';
import type { FollowedObjects } from './followed-objects.ts';
import type { ServiceWorld } from './service-world.ts';

/** Digest of what was written last: a field that is not wanted any more is not missed. */
const digestAnnotation = 'joinery.dev/digest';

/**
 * Makes the imports of this cluster be these: each a ServiceImport, and what belongs to it. Only what differs is
 * written; what is not among them is deleted, its ServiceImport first. A namespace that is not there is left out.
 *
 * @returns What went wrong; the other imports are made nevertheless.
 */
export async function writeImports(
  objects: ClusterObjects,
  world: ServiceWorld,
  { apiVersion, services }: { apiVersion: string; services: readonly ImportedService[] },
): Promise<JoineryError[]> {
  const failures: JoineryError[] = [];
  const attempt = async (act: () => Promise<void>): Promise<void> => {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof JoineryError)) throw error;
      failures.push(error);
    }
  };
  const wanted = services.filter(({ namespace }) => world.hasNamespace(namespace));
  const names = new Set(wanted.map(({ namespace, name }) => `${namespace}/${name}`));
  for (const service of wanted) await attempt(async () => writeImport(objects, world, apiVersion, service));
  for (const stored of world.imports.all().filter(isImported)) {
    const { namespace, name } = stored.metadata;
    if (!names.has(`${namespace}/${name}`))
      await attempt(async () => remove(objects, { apiVersion, kind: 'ServiceImport' }, stored));
  }
  return failures;
}

async function writeImport(
  objects: ClusterObjects,
  world: ServiceWorld,
  apiVersion: string,
  service: ImportedService,
): Promise<void> {
  const { namespace, name } = service;
  const ensure = async <T extends Imported>(followed: FollowedObjects<T>, manifest: Manifest): Promise<T> => {
    const stored = followed.get(namespace, manifest.metadata.name);
    if (stored !== undefined && isWritten(manifest, stored)) return stored;
    const written = await objects.apply(withDigest(manifest), { force: true });
    followed.note(written);
    return written as unknown as T;
  };
  const owning =
    world.imports.get(namespace, name) ??
    (await ensure(world.imports, buildServiceImport(apiVersion, service, [])));
  const owner = { apiVersion, uid: owning.metadata.uid };
  const ips = service.type === 'Headless' ? [] : await writeService();
  const stored = await ensure(world.imports, buildServiceImport(apiVersion, service, ips));
  const slices = buildSlices(service, owner);
  for (const slice of slices) await ensure(world.slices, slice);
  await removeOthers(new Set(slices.map(({ metadata }) => metadata.name)));
  await writeStatus();

  async function writeService(): Promise<readonly string[]> {
    const { spec } = await ensure(world.services, buildDerivedService(service, owner));
    return spec.clusterIPs ?? [];
  }

  async function removeOthers(kept: ReadonlySet<string>): Promise<void> {
    const stale = world.slices
      .all()
      .filter(
        (each) =>
          isImported(each) &&
          each.metadata.namespace === namespace &&
          each.metadata.labels?.[serviceLabels.importName] === name &&
          !kept.has(each.metadata.name),
      );
    for (const each of stale)
      await remove(objects, { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' }, each);
    const derived = world.services.get(namespace, nameImport(namespace, name));
    if (service.type === 'Headless' && derived !== undefined)
      await remove(objects, { apiVersion: 'v1', kind: 'Service' }, derived);
  }

  async function writeStatus(): Promise<void> {
    const status = { clusters: service.clusters.map((each) => ({ cluster: each.name })) };
    if (isContained(status, stored.status)) return;
    const manifest = { apiVersion, kind: 'ServiceImport', metadata: { namespace, name }, status };
    world.imports.note(await objects.apply(manifest, { force: true, subresource: 'status' }));
  }
}

function withDigest(manifest: Manifest): Manifest {
  const annotations = { [digestAnnotation]: digestOf(JSON.stringify(manifest)) };
  return { ...manifest, metadata: { ...manifest.metadata, annotations } };
}

function isWritten(manifest: Manifest, stored: Imported): boolean {
  return isContained(withDigest(manifest), {
    ...stored,
    apiVersion: manifest.apiVersion,
    kind: manifest.kind,
  });
}

async function remove(
  objects: ClusterObjects,
  type: Pick<StoredManifest, 'apiVersion' | 'kind'>,
  { metadata: { namespace = '', name, uid } }: Imported,
): Promise<void> {
  await objects.delete({ ...type, namespace, name }, { uid });
}
