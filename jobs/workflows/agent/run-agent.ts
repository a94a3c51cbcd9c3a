import type { SecondaryConfig } from '#validators/secondary-config';
import { secondaryNames } from '../../core/kubernetes/names.ts';
import { thumbprint } from '../../core/keys/thumbprint.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import { Applier } from '../apply/applier.ts';
import type { ClusterPlace, ClusterProperties } from '../inventory/cluster-properties.ts';
import { joinCluster, type JoinOutcome, type Standing } from '../join/join-cluster.ts';
import type { OfferBook } from '../offer/offer-book.ts';
import type { MemberPorts } from '../ports.ts';
import { ServiceLine } from '../services/service-line.ts';
import type { ServiceSharing } from '../services/service-sharing.ts';
import { Contact } from '../sync/stay-in-touch.ts';
import { Timetable } from '../timetable.ts';
import { ContactWatch } from './contact-watch.ts';

/** What an agent does for the set. */
interface Shared {
  /** What names the cluster in its set. */
  readonly properties?: ClusterProperties | undefined;
  /** What it offers. */
  readonly offers?: OfferBook | undefined;
  /** Shares services with it. */
  readonly sharing?: ServiceSharing | undefined;
}

/** Looks again without being told to, in milliseconds: a watch may have missed something. */
const lookAgainMs = 600_000;

/** Longest wait after a failure that may pass by itself, and the wait after any other. */
const maxDelayMs = 30_000;
const stuckDelayMs = 60_000;

/**
 * Joins when there is something to join with, then stays in touch, for as long as the signal allows. It
 * looks anew whenever one of its Secrets changes, so a status edited by hand is put right and a new
 * token is taken up at once.
 *
 * @param shared What is kept or offered for the set beside the membership.
 */
export async function runAgent(
  ports: MemberPorts,
  config: SecondaryConfig,
  signal: AbortSignal,
  shared: Shared = {},
): Promise<never> {
  const timetable = new Timetable<'look'>(ports.clock, signal);
  const agent = new Agent(ports, config, { timetable, signal, shared });
  const { namespace } = config.release;
  const names = [config.join.existingSecret, config.join.chartSecret, secondaryNames.status];
  const followers = names.map(async (name) => {
    for await (const _ of ports.kubernetes.watch('Secret', { namespace, name }, signal))
      agent.noteChange(name);
  });
  await Promise.all([
    agent.work(),
    agent.enforce(),
    agent.ended,
    shared.properties?.run(signal),
    shared.offers?.run(signal),
    shared.sharing?.run(signal),
    ...followers,
  ]);
  throw signal.reason;
}

class Agent {
  readonly #ports: MemberPorts;
  readonly #config: SecondaryConfig;
  readonly #timetable: Timetable<'look'>;
  readonly #signal: AbortSignal;
  readonly #properties: ClusterProperties | undefined;
  readonly #sharing: ServiceSharing | undefined;
  readonly #watch: ContactWatch;
  readonly #contact: Contact;
  readonly #applier: Applier | undefined;
  readonly #standDown = new AbortController();
  readonly #ended = Promise.withResolvers<void>();
  /** The line that is kept now, and whose. */
  #line: { readonly member: string; readonly end: AbortController } | undefined;
  #isJoined = false;
  #isLookFailing = false;
  #failures = 0;

  constructor(
    ports: MemberPorts,
    config: SecondaryConfig,
    {
      timetable,
      signal,
      shared: { properties, offers, sharing },
    }: { timetable: Timetable<'look'>; signal: AbortSignal; shared: Shared },
  ) {
    this.#ports = ports;
    this.#config = config;
    this.#timetable = timetable;
    this.#signal = signal;
    this.#properties = properties;
    this.#sharing = sharing;
    ports.metrics.gauge('joinery_agent_joined', () => [{ labels: {}, value: this.#isJoined ? 1 : 0 }]);
    this.#watch = new ContactWatch(ports, () => timetable.set('look', 0));
    this.#applier = config.apply.enabled ? this.#createApplier() : undefined;
    this.#contact = new Contact(ports, config, {
      listener: this.#watch,
      taker: this.#applier,
      properties: () => properties?.shown() ?? {},
      offers,
      services: sharing && new ServiceLine(ports, sharing),
    });
  }

  #createApplier(): Applier {
    const { namespace } = this.#config.release;
    const refusals = { namespaces: ['kube-system', namespace], kinds: this.#config.apply.deny };
    const settings = { namespace, refusals };
    return new Applier(this.#ports, settings, async (ids, signal) => {
      const { objects } = await this.#contact.fetchObjects(ids, signal);
      return objects;
    });
  }

  /**
   * Keeps what was distributed as it is to be, as a member or not, until the release is uninstalled: what remains then
   * is the business of leaving.
   */
  async enforce(): Promise<void> {
    const { signal } = this.#standDown;
    await this.#applier?.run(AbortSignal.any([this.#signal, signal])).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }

  /** Rejects when keeping in touch ends by a bug. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /**
   * A Secret that changed asks for a look. The status does not while looking fails: what changed it then is
   * the failure, and looking at once would only fail again, without a pause.
   */
  noteChange(name: string): void {
    if (name !== secondaryNames.status || !this.#isLookFailing) this.#timetable.set('look', 0);
  }

  async work(): Promise<never> {
    this.#timetable.set('look', 0);
    for (;;) {
      await this.#timetable.next();
      try {
        await this.#look();
        this.#failures = 0;
      } catch (error) {
        if (!(error instanceof JoineryError)) throw error;
        this.#recover(error);
      }
    }
  }

  async #look(): Promise<void> {
    // Before looking: what turns meanwhile asks for another look, and that has to stand.
    this.#timetable.set('look', lookAgainMs);
    const outcome = await joinCluster(this.#ports, this.#config, {
      signal: this.#signal,
      ...this.#watch.findings(),
      onMember: (member) => (member === undefined ? this.#hangUp() : this.#keep(member)),
    });
    this.#isLookFailing = false;
    this.#properties?.place(placeOf(outcome));
    // Services of a set that this cluster is in no more lead nowhere.
    const hasLeft = outcome.step === 'wait' && outcome.status.status === 'Left';
    if (hasLeft || outcome.step === 'stand-down') this.#sharing?.leave();
    this.#isJoined = 'membership' in outcome && outcome.membership.state === 'Joined';
    if (outcome.step === 'stand-down') this.#standDown.abort();
    if (outcome.step === 'wait' || outcome.step === 'stand-down') this.#hangUp();
    else {
      if (outcome.step === 'join') this.#hangUp();
      this.#keep(outcome);
    }
  }

  /** Keeps the line of this member; one that is kept already goes on. */
  #keep(standing: Standing): void {
    const { memberId, ownEndpoint, ownCa } = standing.membership;
    const member = JSON.stringify([memberId, thumbprint(standing.identity.signing), ownEndpoint, ownCa]);
    if (this.#line?.member === member) return;
    this.#hangUp();
    const end = new AbortController();
    this.#line = { member, end };
    this.#watch.reset();
    this.#contact.keep(standing, AbortSignal.any([this.#signal, end.signal])).catch((error: unknown) => {
      if (!this.#signal.aborted && !end.signal.aborted) this.#ended.reject(error);
    });
  }

  #hangUp(): void {
    this.#line?.end.abort();
    this.#line = undefined;
  }

  #recover(error: JoineryError): void {
    this.#ports.logger.warn('Not joined', { err: error });
    this.#failures += 1;
    this.#isLookFailing = true;
    const ceilingMs = Math.min(maxDelayMs, 500 * 2 ** Math.min(this.#failures, 10));
    const passesByItself = error.disposition === 'retry';
    this.#timetable.set('look', passesByItself ? ceilingMs * this.#ports.random.fraction() : stuckDelayMs);
  }
}

/** Where the cluster stands; one that is not let in yet stands nowhere. */
function placeOf(outcome: JoinOutcome): ClusterPlace | undefined {
  if (!('membership' in outcome)) return undefined;
  const { state, memberName, primaryName } = outcome.membership;
  const isMember = state === 'Joined' || state === 'Paused';
  return isMember ? { cluster: memberName, clusterSet: primaryName } : undefined;
}
