import type { ExportsRequest } from '#validators/exports-request';
import type { ImportedService } from '#validators/imported-service';
import { digestOf } from '../../core/protocol/digest.ts';
import { limitExports } from '../../core/services/limit-exports.ts';
import type { Reach } from '../../core/services/reach.ts';
import { servicesApiVersions, servicesGroup } from '../../core/services/service-kinds.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ClusterObjects } from '../../ports/cluster-objects.ts';
import type { Logger } from '../../ports/logger.ts';
import type { UpstreamCrds } from '../../ports/upstream-crds.ts';
import { ensureUpstreamKind } from '../upstream-kinds/ensure-upstream-kind.ts';
import { WorkQueue } from '../work-queue.ts';
import { findForeignImport, findProduct } from './find-other-controller.ts';
import { ServiceWorld } from './service-world.ts';
import { writeExports } from './write-exports.ts';
import { writeImports } from './write-imports.ts';

/** Changes come in flocks: what came within this time is looked at together, in milliseconds. */
const flockMs = 100;

/** How often it is looked whether sharing can begin, in milliseconds. */
const startAgainMs = 2000;

/** Wait after something went wrong, doubled each time up to the second, in milliseconds. */
const retryMs = 500;
const maxRetryMs = 10_000;

/** Namespaces that are missing and named. */
const maxNamed = 5;

/** What a member tells the set: which services it exports, and how it takes part. */
export type ServiceOffer = Omit<ExportsRequest, 'name'>;

/** What a cluster shares services by. */
export interface SharingPorts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly objects: ClusterObjects;
  readonly upstreamCrds: UpstreamCrds;
}

/** How a cluster shares services. */
export interface SharingConfig {
  readonly reach: Reach;
  /** Whether missing kinds of the MCS API are installed. */
  readonly isInstalling: boolean;
}

const kinds = [
  { kind: 'ServiceExport', crd: `serviceexports.${servicesGroup}`, apiVersions: servicesApiVersions },
  { kind: 'ServiceImport', crd: `serviceimports.${servicesGroup}`, apiVersions: servicesApiVersions },
] as const;

/**
 * A cluster's end of sharing services: says what it exports, makes what it imports, and shows on each ServiceExport
 * what became of it. While there is no set to ask it keeps the imports it has. Where somebody else looks after the
 * MCS API it writes nothing.
 */
export class ServiceSharing {
  readonly #ports: SharingPorts;
  readonly #config: SharingConfig;
  readonly #world: ServiceWorld;
  readonly #queue = new WorkQueue();
  readonly #listeners = new Set<() => void>();
  #offer: ServiceOffer | undefined;
  /** Unknown until the set said so: then nothing is deleted. */
  #imports: { readonly cluster: string; readonly services: readonly ImportedService[] } | undefined;
  /** A right that was missing at the last look; told until a look goes well. */
  #missingRight = '';
  #failures = 0;

  constructor(ports: SharingPorts, config: SharingConfig) {
    this.#ports = ports;
    this.#config = config;
    this.#world = new ServiceWorld(config.reach);
  }

  /** `undefined` until the cluster was looked at. */
  get offer(): ServiceOffer | undefined {
    return this.#offer;
  }

  /** Told when the offer is another one. */
  onOffer(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Takes up the services of the set, in which this cluster has a name. */
  take(cluster: string, services: readonly ImportedService[]): void {
    this.#imports = { cluster, services };
    this.#queue.add('look');
  }

  /** The cluster leaves its set: imports are taken away. What it exports, the set has forgotten. */
  leave(): void {
    this.take('', []);
  }

  /** Shares for as long as the signal allows. @throws The signal's reason. */
  async run(signal: AbortSignal): Promise<never> {
    const apiVersion = await this.#awaitKinds(signal);
    const onChange = (): void => this.#queue.add('look');
    const following = this.#world.follow(this.#ports.objects, apiVersion, { signal, onChange });
    await Promise.all([following, this.#work(apiVersion, signal)]);
    throw signal.reason;
  }

  /** @returns The version of the MCS API that the cluster serves; both kinds are published in the same ones. */
  async #awaitKinds(signal: AbortSignal): Promise<string> {
    for (;;) {
      try {
        const product = await findProduct(this.#ports.objects);
        const apiVersion = product === undefined ? await this.#findApiVersion() : undefined;
        if (apiVersion !== undefined) return apiVersion;
        if (product !== undefined) this.#say('OtherController', describeOther(product));
        else if (!this.#config.isInstalling) this.#say('KindsMissing', kindsMissing);
      } catch (error) {
        this.#noteFailure(error);
        if (this.#missingRight !== '') this.#say('RightMissing', this.#missingRight);
      }
      await this.#ports.clock.sleep(startAgainMs, signal);
    }
  }

  async #findApiVersion(): Promise<string | undefined> {
    const served = await Promise.all(
      kinds.map(async (kind) => ensureUpstreamKind(this.#ports, kind, this.#config.isInstalling)),
    );
    return served.includes(undefined) ? undefined : served[0]?.apiVersion;
  }

  async #work(apiVersion: string, signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.#queue.take(signal);
      await this.#ports.clock.sleep(flockMs, signal);
      try {
        await this.#look(apiVersion);
        this.#failures = 0;
        if (this.#missingRight !== '') this.#queue.add('look');
        this.#missingRight = '';
      } catch (error) {
        this.#noteFailure(error);
        await this.#pause(signal);
        this.#queue.add('look');
      }
    }
  }

  async #look(apiVersion: string): Promise<void> {
    const world = this.#world;
    if (!world.isSynced) return;
    const other = findForeignImport(world);
    if (other !== undefined) {
      this.#say('OtherController', describeOther(other));
      return;
    }
    const judged = world.judge();
    const exported = [...judged.values()].flatMap((each) => ('exported' in each ? [each.exported] : []));
    const { told, leftOut } = limitExports(exported);
    if (this.#missingRight === '') this.#say('Shared', this.#describeImports(), [...told]);
    else this.#say('RightMissing', this.#missingRight, [...told]);
    const services = this.#completeImports();
    await writeExports(this.#ports, world, { apiVersion, judged, leftOut, taken: this.#listTaken() });
    if (services === undefined) return;
    const [failure] = await writeImports(this.#ports.objects, world, { apiVersion, services });
    if (failure !== undefined) throw failure;
  }

  /** The services of the set, with the addresses of this cluster as they are from inside. */
  #completeImports(): ImportedService[] | undefined {
    if (this.#imports === undefined) return undefined;
    const { cluster, services } = this.#imports;
    const own = new Map(
      [...this.#world.judge('podNetwork')].map(([{ metadata }, each]) => [
        `${metadata.namespace}/${metadata.name}`,
        'exported' in each ? each.exported.slices : [],
      ]),
    );
    return services.map((service) => ({
      ...service,
      clusters: service.clusters.map((each) =>
        each.name === cluster
          ? { ...each, slices: own.get(`${service.namespace}/${service.name}`) ?? [] }
          : each,
      ),
    }));
  }

  /** The services of the set that this cluster is part of. */
  #listTaken(): ImportedService[] {
    const { cluster, services = [] } = this.#imports ?? {};
    return services.filter(({ clusters }) => clusters.some(({ name }) => name === cluster));
  }

  #describeImports(): string {
    const services = this.#imports?.services ?? [];
    const namespaces = new Set(services.map(({ namespace }) => namespace));
    const missing = [...namespaces].filter((name) => !this.#world.hasNamespace(name)).toSorted();
    if (missing.length === 0) return 'Services are shared with the set.';
    const named = missing.slice(0, maxNamed).join(', ');
    const more = missing.length > maxNamed ? ` and ${missing.length - maxNamed} more` : '';
    return `Services are shared with the set, but for those of namespaces that are not in this cluster: ${named}${more}.`;
  }

  #say(
    reason: ServiceOffer['standing']['reason'],
    message: string,
    services: ServiceOffer['services'] = [],
  ): void {
    const content = { standing: { reason, message: message.slice(0, maxMessage) }, services };
    const digest = digestOf(JSON.stringify(content));
    if (digest === this.#offer?.digest) return;
    this.#offer = { digest, ...content };
    for (const listener of this.#listeners) listener();
  }

  #noteFailure(error: unknown): void {
    if (!(error instanceof JoineryError)) throw error;
    this.#failures += 1;
    this.#ports.logger.warn('Services not shared', { err: error });
    if (error.code === 'JOINERY_KUBERNETES_FORBIDDEN')
      this.#missingRight = `${error.message}. ${error.remedy}`;
  }

  async #pause(signal: AbortSignal): Promise<void> {
    const delayMs = Math.min(maxRetryMs, retryMs * 2 ** Math.min(this.#failures, 10));
    await this.#ports.clock.sleep(delayMs, signal);
  }
}

/** Longest message of a condition that is told. */
const maxMessage = 1024;

const kindsMissing =
  'The cluster does not serve the MCS API: set crds.upstream=true, or install its definitions yourself.';

function describeOther(other: string): string {
  return `Services of this cluster are looked after by ${other}: set mcs.controller=none, or remove the other.`;
}
