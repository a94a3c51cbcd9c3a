import type {
  EndpointSlice,
  Namespace,
  Node,
  Service,
  ServiceExport,
  ServiceImport,
} from '../../core/services/service-kinds.ts';
import { serviceLabels } from '../../core/services/service-kinds.ts';
import { judgeExport, type JudgedExport } from '../../core/services/judge-export.ts';
import type { Reach } from '../../core/services/reach.ts';
import type { ClusterObjects } from '../../ports/cluster-objects.ts';
import { FollowedObjects } from './followed-objects.ts';

/** Everything of a cluster that sharing services goes by, followed. */
export class ServiceWorld {
  readonly exports = new FollowedObjects<ServiceExport>();
  readonly imports = new FollowedObjects<ServiceImport>();
  readonly services = new FollowedObjects<Service>();
  readonly slices = new FollowedObjects<EndpointSlice>();
  readonly namespaces = new FollowedObjects<Namespace>();
  readonly #nodes = new FollowedObjects<Node>();
  readonly #reach: Reach;

  constructor(reach: Reach) {
    this.#reach = reach;
  }

  /** Whether all of it was seen. Nodes count only where they are needed. */
  get isSynced(): boolean {
    const seen = [this.exports, this.imports, this.services, this.slices, this.namespaces];
    return seen.every(({ isSynced }) => isSynced) && (this.#reach !== 'nodePort' || this.#nodes.isSynced);
  }

  /** @param apiVersion In which the cluster serves the MCS API. */
  async follow(
    objects: ClusterObjects,
    apiVersion: string,
    options: { signal: AbortSignal; onChange: () => void },
  ): Promise<void> {
    const { exports, imports, services, slices, namespaces } = this;
    await Promise.all([
      exports.follow(objects, { apiVersion, kind: 'ServiceExport' }, options),
      imports.follow(objects, { apiVersion, kind: 'ServiceImport' }, options),
      services.follow(objects, { apiVersion: 'v1', kind: 'Service' }, options),
      slices.follow(objects, { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' }, options),
      namespaces.follow(objects, { apiVersion: 'v1', kind: 'Namespace' }, options),
      this.#reach === 'nodePort' && this.#nodes.follow(objects, { apiVersion: 'v1', kind: 'Node' }, options),
    ]);
  }

  /** Whether objects can be made in a namespace. */
  hasNamespace(name: string): boolean {
    const found = this.namespaces.get('', name);
    return found !== undefined && found.metadata.deletionTimestamp === undefined;
  }

  /** Judges every ServiceExport, as this cluster is reached from outside or, by `podNetwork`, from inside. */
  judge(reach: Reach = this.#reach): Map<ServiceExport, JudgedExport> {
    const slices = Map.groupBy(this.slices.all(), ({ metadata: { namespace, labels } }) =>
      [namespace, labels?.[serviceLabels.serviceName]].join('/'),
    );
    const nodes = this.#nodes.all();
    return new Map(
      this.exports.all().map((each) => {
        const { namespace = '', name } = each.metadata;
        const service = this.services.get(namespace, name);
        const facts = { slices: slices.get(`${namespace}/${name}`) ?? [], nodes };
        return [each, judgeExport(reach, each, service === undefined ? facts : { service, ...facts })];
      }),
    );
  }
}
