import type { SecondaryConfig } from '#validators/secondary-config';
import { exportLabel, maxOffers } from '../../core/exports/export-names.ts';
import { cleanOffered, deriveOfferKey, describeOffer, digestOffers } from '../../core/exports/offer.ts';
import type { MemberIdentity } from '../../core/member-identity/member-identity.ts';
import type { StoredManifest } from '../../core/kubernetes/manifest.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import type { Asker } from '../deliver/fetch-objects.ts';
import { recordEvent } from '../events/record-event.ts';
import type { MemberPorts } from '../ports.ts';
import { sendOffers, type OfferedObject } from './send-offers.ts';

const overQuota = {
  reason: 'OverQuota',
  message: `A cluster offers at most ${maxOffers} objects, the oldest first. Export less.`,
};

/**
 * How long offers are not named to the hub, which would ask for them at once: after a failure, and when its API server
 * does not take one. In milliseconds.
 */
const againMs = 30_000;
const stuckMs = 300_000;

/**
 * What this cluster offers to the set: objects with the label `joinery.dev/export: "true"` in the namespaces of the
 * values. Nothing is said of it before all of them are known: what is not named any more is deleted on the hub.
 */
export class OfferBook {
  readonly #ports: MemberPorts;
  readonly #config: SecondaryConfig['exports'];
  /** By namespace and kind, once they are known. */
  readonly #found = new Map<string, Map<string, StoredManifest>>();
  readonly #listeners = new Set<() => void>();
  #silentUntilMs = 0;
  /** Refusals that were told last, as JSON. */
  #toldRefusals = '[]';

  constructor(ports: MemberPorts, config: SecondaryConfig['exports']) {
    this.#ports = ports;
    this.#config = config;
  }

  /** Tells whenever other things are offered. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Digest of all that is offered; `undefined` while that is not known, or is not to be told. */
  digest({ sealing }: Pick<MemberIdentity, 'sealing'>): string | undefined {
    const places = this.#config.namespaces.length * this.#config.kinds.length;
    if (this.#found.size < places || this.#nowMs() < this.#silentUntilMs) return undefined;
    return digestOffers(
      this.#list(sealing)
        .slice(0, maxOffers)
        .map(({ offer }) => offer),
    );
  }

  /** Follows what is offered for as long as the signal allows. */
  async run(signal: AbortSignal): Promise<void> {
    const { namespaces, kinds } = this.#config;
    await Promise.all(
      namespaces.flatMap((namespace) => kinds.map(async (kind) => this.#follow({ namespace, kind }, signal))),
    );
  }

  /** Tells the hub what is offered, with what it lacks; of what it refuses an Event on the object tells. */
  async send(asker: Asker, signal: AbortSignal): Promise<void> {
    const objects = this.#list(asker.identity.sealing);
    const offered = objects.slice(0, maxOffers);
    try {
      const { refused, isComplete } = await sendOffers(this.#ports, asker, offered, signal);
      if (!isComplete) this.#silentUntilMs = this.#nowMs() + stuckMs;
      const left = objects.slice(maxOffers).map((_, at) => ({ index: maxOffers + at, ...overQuota }));
      await this.#tellRefusals(objects, [...refused, ...left]);
    } catch (error) {
      if (!(error instanceof JoineryError)) throw error;
      this.#silentUntilMs = this.#nowMs() + againMs;
      this.#ports.logger.warn('Offers not delivered', { err: error });
    }
  }

  async #follow(
    { namespace, kind }: { namespace: string; kind: string },
    signal: AbortSignal,
  ): Promise<void> {
    const selection = { apiVersion: 'v1', kind, namespace, labels: `${exportLabel}=true` };
    for await (const change of this.#ports.objects.watch(selection, signal)) {
      const place = `${namespace}/${kind}`;
      if (change.type === 'snapshot') {
        this.#found.set(place, new Map(change.objects.map((object) => [object.metadata.name, object])));
      } else if (change.type === 'applied')
        this.#found.get(place)?.set(change.object.metadata.name, change.object);
      else this.#found.get(place)?.delete(change.object.metadata.name);
      this.#silentUntilMs = 0;
      for (const listener of this.#listeners) listener();
    }
  }

  /** The oldest first: what was taken stays taken when more is offered than fits. */
  #list(sealing: MemberIdentity['sealing']): OfferedObject[] {
    const key = deriveOfferKey(sealing);
    const objects = [...this.#found.values()].flatMap((found) => [...found.values()]);
    const ranked = objects.map((object) => ({ object, rank: rankOf(object) }));
    return ranked
      .toSorted((one, other) => (one.rank < other.rank ? -1 : 1))
      .map(({ object }) => {
        const manifest = cleanOffered(object);
        return { manifest, offer: describeOffer(manifest, key) };
      });
  }

  async #tellRefusals(
    offered: readonly OfferedObject[],
    refused: readonly { index: number; reason: string; message: string }[],
  ): Promise<void> {
    const told = JSON.stringify(refused.map(({ index, message }) => [offered[index]?.offer, message]));
    if (told === this.#toldRefusals) return;
    this.#toldRefusals = told;
    for (const { index, reason, message } of refused) {
      const { kind = '', namespace = '', name = '' } = offered[index]?.offer ?? {};
      const uid = this.#found.get(`${namespace}/${kind}`)?.get(name)?.metadata.uid;
      if (uid === undefined) continue;
      const subject = { apiVersion: 'v1', kind, namespace, name, uid };
      await recordEvent(this.#ports, subject, { type: 'Warning', reason, message });
    }
  }

  #nowMs(): number {
    return this.#ports.clock.now().getTime();
  }
}

function rankOf({ kind, metadata }: StoredManifest): string {
  return [metadata.creationTimestamp ?? '', metadata.namespace ?? '', kind, metadata.name].join('/');
}
