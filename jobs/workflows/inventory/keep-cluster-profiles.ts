import { isDeepStrictEqual } from 'node:util';
import { buildClusterProfile } from '../../core/inventory/build-cluster-profile.ts';
import { clusterManager, inventoryKinds } from '../../core/inventory/inventory-names.ts';
import type { Manifest, StoredManifest } from '../../core/kubernetes/manifest.ts';
import { memberApiVersion, type Member } from '../../core/membership/member.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import type { ServedKind } from '../../ports/cluster-objects.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import { recordEvent } from '../events/record-event.ts';
import type { Hub } from '../hub/hub.ts';
import { Timetable } from '../timetable.ts';
import { waitForUpstreamKind } from '../upstream-kinds/wait-for-upstream-kind.ts';
import type { ClusterProperties } from './cluster-properties.ts';
import type { InventoryPorts } from './inventory-ports.ts';

/** ClusterProperties that are shown to the set, by name, and who wants to know when they change. */
type ShownProperties = Pick<ClusterProperties, 'shown' | 'onChange'>;

/** Wait after a failure, in milliseconds. */
const againMs = 30_000;

/**
 * Keeps one ClusterProfile for each Member, in the same namespace, for as long as the signal allows. All replicas do
 * so and write the same; a profile that another manager made under the name of a member is left alone. Those
 * of Members that are gone go by the cluster's garbage collector.
 *
 * @param own What the primary's own cluster shows of itself.
 */
export async function keepClusterProfiles(
  ports: InventoryPorts,
  hub: Pick<Hub, 'config' | 'roster'>,
  own: ShownProperties,
  signal: AbortSignal,
): Promise<void> {
  const { upstreamCrds } = hub.config;
  const served = await waitForUpstreamKind(ports, inventoryKinds.ClusterProfile, upstreamCrds, signal);
  const due = new Timetable<string>(ports.clock, signal);
  const keeper = new ProfileKeeper(ports, hub, { served, due, own });
  hub.roster.onChange((name) => due.set(name, 0));
  own.onChange(() => due.set(hub.config.name, 0));
  await Promise.all([keeper.follow(signal), keeper.work()]);
}

class ProfileKeeper {
  readonly #ports: InventoryPorts;
  readonly #hub: Pick<Hub, 'config' | 'roster'>;
  readonly #served: ServedKind;
  readonly #due: Timetable<string>;
  readonly #own: ShownProperties;
  readonly #stored = new Map<string, StoredManifest>();

  constructor(
    ports: InventoryPorts,
    hub: Pick<Hub, 'config' | 'roster'>,
    options: { served: ServedKind; due: Timetable<string>; own: ShownProperties },
  ) {
    this.#ports = ports;
    this.#hub = hub;
    this.#served = options.served;
    this.#due = options.due;
    this.#own = options.own;
  }

  async follow(signal: AbortSignal): Promise<void> {
    const { apiVersion, kind } = this.#served;
    const { namespace } = this.#hub.config;
    for await (const change of this.#ports.objects.watch({ apiVersion, kind, namespace }, signal)) {
      if (change.type === 'snapshot') this.#replace(change.objects);
      else {
        const { name } = change.object.metadata;
        if (change.type === 'applied') this.#stored.set(name, change.object);
        else this.#stored.delete(name);
        this.#due.set(name, 0);
      }
    }
  }

  #replace(profiles: readonly StoredManifest[]): void {
    this.#stored.clear();
    for (const profile of profiles) this.#stored.set(profile.metadata.name, profile);
    for (const { metadata } of this.#hub.roster.all()) this.#due.set(metadata.name, 0);
  }

  async work(): Promise<never> {
    for (;;) {
      const name = await this.#due.next();
      try {
        await this.#keep(name);
      } catch (error) {
        if (!(error instanceof JoineryError)) throw error;
        this.#ports.logger.warn('ClusterProfile not written', { member: name, err: error });
        this.#due.set(name, againMs);
      }
    }
  }

  async #keep(name: string): Promise<void> {
    const { config, roster } = this.#hub;
    const member = roster.get(name);
    if (member === undefined) return;
    const stored = this.#stored.get(name);
    if (stored !== undefined && !isOurs(stored)) return this.#tellTaken(member);
    const isOwn = name === config.name;
    const { status, ...profile } = buildClusterProfile(member, {
      apiVersion: this.#served.apiVersion,
      clusterSet: config.name,
      properties: isOwn ? this.#own.shown() : (member.status?.report?.properties ?? {}),
    });
    const { objects } = this.#ports;
    if (!isSame(stored, profile)) await objects.apply(profile, { force: true });
    if (isDeepStrictEqual(stored?.['status'], status)) return;
    const { apiVersion, kind, metadata } = profile;
    const named = { name, namespace: metadata.namespace ?? '' };
    await objects.apply(
      { apiVersion, kind, metadata: named, status },
      { force: true, subresource: 'status' },
    );
  }

  async #tellTaken({ metadata: { name, namespace = '', uid } }: Stored<Member>): Promise<void> {
    const subject = { apiVersion: memberApiVersion, kind: 'Member', namespace, name, uid };
    const message =
      `There is a ClusterProfile "${name}" of another cluster manager, which is left alone; ` +
      'this member is not in the inventory. Rename or delete that profile.';
    await recordEvent(this.#ports, subject, { type: 'Warning', reason: 'ProfileNameTaken', message });
  }
}

function isOurs({ spec }: Manifest): boolean {
  return (
    (spec as { clusterManager?: { name?: string } } | undefined)?.clusterManager?.name === clusterManager
  );
}

/** What another writes beside it counts as a difference: applying then takes nothing from it, and writes nothing. */
function isSame(stored: StoredManifest | undefined, wanted: Manifest): boolean {
  return stored !== undefined && isDeepStrictEqual(pickWritten(stored), pickWritten(wanted));
}

function pickWritten({ metadata, spec }: Manifest): object {
  return { labels: metadata.labels, ownerReferences: metadata.ownerReferences, spec };
}
