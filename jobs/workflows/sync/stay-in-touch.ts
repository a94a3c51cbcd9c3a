import type { SecondaryConfig } from '#validators/secondary-config';
import type { MemberIdentity, Membership } from '../../core/member-identity/member-identity.ts';
import { chooseHold } from '../../core/sync/hold.ts';
import { takeUpAnswer } from '../../core/sync/take-up.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import { expiryOf } from '../../core/member-identity/plan-key-rotation.ts';
import { HubUnreachable } from '../../ports/hub-transport-errors.ts';
import { fetchObjects, type FetchedObjects } from '../deliver/fetch-objects.ts';
import { changeMembership } from '../identity/change-membership.ts';
import type { Standing } from '../join/join-cluster.ts';
import type { SecondaryPorts } from '../ports.ts';
import type { Presenter } from '../rotate/present-keys.ts';
import type { ContactOptions } from './contact-options.ts';
import { EndpointChoice } from './endpoint-choice.ts';
import { Interruption } from './interruption.ts';
import { LinePace } from './line-pace.ts';
import { measureLine } from './measure-line.ts';
import { renewCa } from './renew-ca.ts';
import { findKnownKeys, renewKeys } from './renew-keys.ts';
import { sendSync } from './send-sync.ts';
import { Voice } from './voice.ts';

/** Told of everything that turns while a member stays in touch. */
export interface ContactListener {
  /** The hub answered; the member may have taken something up. */
  onHeard(member: Standing, contact: { clockOffsetMs: number; isNews: boolean }): void;
  /** A request failed. */
  onFailure(error: JoineryError): void;
}

/** Codes after which another URL of the hub may do better. */
const wayCodes = new Set([
  'JOINERY_HUB_UNREACHABLE',
  'JOINERY_HUB_TLS_UNTRUSTED',
  'JOINERY_ANSWER_UNEXPECTED',
]);

/** Codes that are no trouble once they were acted on. */
const resolvable = new Set(['JOINERY_MEMBER_UNKNOWN', 'JOINERY_SET_DISSOLVED']);

/**
 * The member's end of the line to its hub. It outlives outages and changes of the membership: one agent
 * process is one instance, whose requests count up.
 */
export class Contact {
  readonly #ports: SecondaryPorts;
  readonly #config: SecondaryConfig;
  readonly #listener: ContactListener;
  readonly #offers: ContactOptions['offers'];
  readonly #services: ContactOptions['services'];
  readonly #voice: Voice;
  readonly #pace: LinePace;
  readonly #endpoints: EndpointChoice;
  readonly #interruption: Interruption;
  #standing: Standing | undefined;
  #clockOffsetMs = 0;
  #certificateExpiresAt: Date | undefined;
  /** Whether the hub answered since this line began. */
  #isHeard = false;
  /** Whether the hub was asked to hold the last request. */
  #isHeld = false;

  constructor(ports: SecondaryPorts, config: SecondaryConfig, options: ContactOptions) {
    this.#ports = ports;
    this.#config = config;
    this.#listener = options.listener;
    this.#offers = options.offers;
    this.#services = options.services;
    this.#voice = new Voice(config, ports.random.uuid(), options);
    this.#pace = new LinePace(ports.random);
    this.#endpoints = new EndpointChoice(ports.clock);
    this.#interruption = new Interruption(ports.clock);
    options.taker?.onReport(() => this.#interruption.want());
    options.offers?.onChange(() => this.#interruption.want());
    options.services?.onOffer(() => this.#interruption.want());
  }

  /** Says and hears until the signal aborts. @throws The signal's reason. */
  async keep(member: Standing, signal: AbortSignal): Promise<never> {
    let standing = member;
    this.#voice.begin();
    this.#isHeard = false;
    for (;;) {
      signal.throwIfAborted();
      this.#standing = standing;
      if (standing.membership.state === 'Dissolved') await waitForEver(signal);
      this.#measure(standing);
      const spoken = await this.#speak(standing, signal);
      standing = spoken.member;
      if (spoken.pauseMs > 0) await this.#ports.clock.sleep(spoken.pauseMs, signal);
    }
  }

  /**
   * Fetches objects of the list that was taken up, as the member of the line that is kept, or was kept last.
   *
   * @throws What {@link fetchObjects} throws.
   */
  async fetchObjects(ids: readonly string[], signal: AbortSignal): Promise<FetchedObjects> {
    const member = this.#standing;
    if (member === undefined) {
      throw new HubUnreachable({ endpoint: 'its URL', found: 'this cluster has joined none yet' });
    }
    const endpoint = this.#endpoints.choose(member.membership);
    return fetchObjects(this.#ports, { ...this.#present(member), endpoint }, ids, signal);
  }

  #measure({ identity, membership }: Standing): void {
    measureLine(this.#ports.metrics, {
      holdSeconds: this.#holdOf(membership),
      keysExpireAt: expiryOf(identity, this.#config.keysMaxAge),
      clockOffsetMs: () => this.#clockOffsetMs,
      certificateExpiresAt: () => this.#certificateExpiresAt,
    });
  }

  /** Says one word. @returns The member after it, and how long to be silent then. */
  async #speak(member: Standing, signal: AbortSignal): Promise<{ member: Standing; pauseMs: number }> {
    const startedAtMs = this.#nowMs();
    try {
      const exchanged = await this.#exchange(member, signal);
      if (exchanged === undefined) return { member, pauseMs: 0 };
      const { member: heard, ...told } = exchanged;
      const holdSeconds = this.#holdOf(heard.membership);
      const tookMs = this.#nowMs() - startedAtMs;
      const answered = { ...told, isHeld: this.#isHeld, holdSeconds, tookMs };
      return { member: heard, pauseMs: this.#pace.noteAnswer(answered) };
    } catch (error) {
      if (!(error instanceof JoineryError)) throw error;
      const afterMs = this.#nowMs() - startedAtMs;
      const recovered = await this.#recover(member, error, { afterMs, signal });
      if (resolvable.has(error.code) && recovered !== member) return { member: recovered, pauseMs: 0 };
      this.#listener.onFailure(error);
      return { member: recovered, pauseMs: this.#pace.noteFailure(error) };
    }
  }

  #holdOf({ holdSeconds }: Membership): number {
    return chooseHold(this.#config.holdSeconds, holdSeconds);
  }

  #nowMs(): number {
    return this.#ports.clock.now().getTime();
  }

  /** @returns `undefined` when the request was given up, since there is something else to say. */
  async #exchange(
    member: Standing,
    signal: AbortSignal,
  ): Promise<{ member: Standing; reconnectSeconds: number; isProgress: boolean } | undefined> {
    const { identity, membership } = member;
    const endpoint = this.#endpoints.choose(membership);
    // The first word is answered at once: it shows that there is a way.
    this.#isHeld = this.#isHeard && !this.#pace.isFailing;
    const heard = await this.#interruption.send(signal, async (whileUnsaid) => {
      const body = this.#voice.say(member, {
        endpoint,
        isFirst: !this.#isHeard,
        isHeld: this.#isHeld,
        holdSeconds: this.#holdOf(membership),
        clockOffsetMs: this.#clockOffsetMs,
        certificateExpiresAt: this.#certificateExpiresAt,
      });
      const sync = { identity, membership, endpoint, clockOffsetMs: this.#clockOffsetMs, body };
      return sendSync(this.#ports, sync, this.#isHeld ? whileUnsaid : signal);
    });
    if (heard === undefined) return undefined;
    const { answer, clockOffsetMs, epoch, hub, certificateExpiresAt } = heard;
    this.#clockOffsetMs = clockOffsetMs;
    // A connection that goes on with the keys of an earlier one shows no certificate.
    this.#certificateExpiresAt = certificateExpiresAt ?? this.#certificateExpiresAt;
    this.#isHeard = true;
    const isTold = this.#voice.hear(answer);
    const changed = takeUpAnswer(membership, { answer, endpoint, epoch, hub });
    const isNews = changed !== membership;
    const standing = isNews ? await this.#store(member, changed) : member;
    this.#listener.onHeard(standing, { clockOffsetMs, isNews });
    const asker = { ...this.#present(standing), endpoint };
    if (answer.resyncOffers === true) await this.#offers?.send(asker, signal);
    const isShared = await this.#services?.hear(answer.services, asker, signal);
    const renewed = await renewKeys(this.#ports, this.#config, this.#present(standing), signal);
    const { reconnectSeconds } = answer;
    const isProgress = isTold || isShared === true;
    return { member: this.#takeUpKeys(standing, renewed), reconnectSeconds, isProgress };
  }

  #present({ identity, membership }: Standing): Presenter {
    return { identity, membership, clockOffsetMs: this.#clockOffsetMs };
  }

  /** The keys are part of what the status tells. */
  #takeUpKeys(member: Standing, identity: MemberIdentity | undefined): Standing {
    if (identity === undefined) return member;
    const standing = { ...member, identity };
    this.#listener.onHeard(standing, { clockOffsetMs: this.#clockOffsetMs, isNews: true });
    return standing;
  }

  /** A membership that was given up or replaced meanwhile is none of this request's business. */
  async #store(member: Standing, changed: Membership): Promise<Standing> {
    const { namespace } = this.#config.release;
    await changeMembership(this.#ports.kubernetes, namespace, (stored) =>
      stored?.memberId === changed.memberId ? changed : stored,
    );
    return { ...member, membership: changed };
  }

  async #recover(
    member: Standing,
    error: JoineryError,
    { afterMs, signal }: { afterMs: number; signal: AbortSignal },
  ): Promise<Standing> {
    if (error.code === 'JOINERY_SET_DISSOLVED') {
      const standing = await this.#store(member, { ...member.membership, state: 'Dissolved' });
      this.#listener.onHeard(standing, { clockOffsetMs: this.#clockOffsetMs, isNews: true });
      return standing;
    }
    if (error.code === 'JOINERY_MEMBER_UNKNOWN') {
      const known = await findKnownKeys(this.#ports, this.#config, this.#present(member), signal);
      return this.#takeUpKeys(member, known);
    }
    if (!wayCodes.has(error.code)) return member;
    const failed = this.#endpoints.choose(member.membership);
    // One failure alone may be a replica of the hub that ended: the same URL leads to the other.
    if (this.#pace.isFailing) this.#endpoints.goOn();
    if (error.code === 'JOINERY_HUB_TLS_UNTRUSTED') {
      const renewed = await renewCa(this.#ports, member, { endpoint: failed, signal });
      if (renewed === undefined) return member;
      this.#endpoints.goBack();
      return this.#store(member, renewed);
    }
    return this.#adaptHold(member, afterMs);
  }

  async #adaptHold(member: Standing, afterMs: number): Promise<Standing> {
    if (!this.#isHeld) return member;
    const before = this.#holdOf(member.membership);
    const holdSeconds = this.#pace.noteCut(before, { afterMs });
    if (holdSeconds === before) return member;
    this.#ports.logger.info('Requests are held shorter', { holdSeconds, cutAfterMs: afterMs });
    return this.#store(member, { ...member.membership, holdSeconds });
  }
}

/** There is no hub to talk to any more; a new token begins another line. */
async function waitForEver(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
