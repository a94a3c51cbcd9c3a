import type { SecondaryConfig } from '#validators/secondary-config';
import type { MemberIdentity, Membership } from '../../core/member-identity/member-identity.ts';
import { newestKey } from '../../core/protocol/key-chain.ts';
import { digestOf } from '../../core/protocol/digest.ts';
import { buildReport } from '../../core/sync/build-report.ts';
import { adaptHold } from '../../core/sync/hold.ts';
import { steadyOffset } from '../../core/sync/steady-offset.ts';
import { listEndpoints, takeUpAnswer } from '../../core/sync/take-up.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import { expiryOf, isKeyRotationDue } from '../../core/member-identity/plan-key-rotation.ts';
import { resolveKeys } from '../rotate/resolve-keys.ts';
import { rotateMemberKeys } from '../rotate/rotate-member-keys.ts';
import { changeMembership } from '../identity/change-membership.ts';
import type { Standing } from '../join/join-cluster.ts';
import type { SecondaryPorts } from '../ports.ts';
import { renewCa } from './renew-ca.ts';
import { sendSync } from './send-sync.ts';

/** Longest wait after a failure that may pass by itself, and the wait after any other, in milliseconds. */
const maxDelayMs = 30_000;
const stuckDelayMs = 60_000;

/** How long a URL that is not the preferred one is used before that is tried again, in milliseconds. */
const preferAgainMs = 600_000;

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
  readonly #instance: string;
  #sequence = 0;
  #failures = 0;
  #clockOffsetMs = 0;
  #toldClockOffsetMs = 0;
  #certificateExpiresAt: Date | undefined;
  #reconnectSeconds = 1;
  #toldReport = '';
  /** Whether the hub answered since this line began. */
  #isHeard = false;
  /** Whether the hub was asked to hold the last request, and how many such were cut in a row. */
  #isHeld = false;
  #cuts = 0;
  #endpointAt = 0;
  #preferAgainAtMs = 0;

  constructor(ports: SecondaryPorts, config: SecondaryConfig, listener: ContactListener) {
    this.#ports = ports;
    this.#config = config;
    this.#listener = listener;
    this.#instance = ports.random.uuid();
  }

  /** Says how the line is read as metrics, with the member it is for now. */
  #measure({ identity, membership }: Standing): void {
    const { metrics } = this.#ports;
    const holdSeconds = membership.holdSeconds ?? this.#config.holdSeconds;
    const keysExpireAt = expiryOf(identity, this.#config.keysMaxAge).getTime() / 1000;
    metrics.gauge('joinery_agent_hold_seconds', () => [{ labels: {}, value: holdSeconds }]);
    metrics.gauge('joinery_agent_clock_offset_seconds', () => [
      // What has to be added is how far the clock is behind; the metric says how far it is ahead.
      { labels: {}, value: 0 - this.#clockOffsetMs / 1000 },
    ]);
    metrics.gauge('joinery_agent_keys_expiry_timestamp_seconds', () => [{ labels: {}, value: keysExpireAt }]);
    metrics.gauge('joinery_agent_hub_certificate_expiry_timestamp_seconds', () => {
      const until = this.#certificateExpiresAt;
      return until === undefined ? [] : [{ labels: {}, value: until.getTime() / 1000 }];
    });
  }

  /** Says and hears until the signal aborts. @throws The signal's reason. */
  async keep(member: Standing, signal: AbortSignal): Promise<never> {
    let standing = member;
    this.#toldReport = '';
    this.#isHeard = false;
    for (;;) {
      signal.throwIfAborted();
      if (standing.membership.state === 'Dissolved') await waitForEver(signal);
      this.#measure(standing);
      const startedAtMs = this.#nowMs();
      try {
        standing = await this.#exchange(standing, signal);
        this.#failures = 0;
      } catch (error) {
        if (!(error instanceof JoineryError)) throw error;
        const afterMs = this.#nowMs() - startedAtMs;
        const recovered = await this.#recover(standing, error, { afterMs, signal });
        const isResolved = resolvable.has(error.code) && recovered !== standing;
        standing = recovered;
        if (isResolved) continue;
        this.#listener.onFailure(error);
        await this.#ports.clock.sleep(this.#delayAfter(error), signal);
        this.#failures += 1;
      }
    }
  }

  #nowMs(): number {
    return this.#ports.clock.now().getTime();
  }

  async #exchange(member: Standing, signal: AbortSignal): Promise<Standing> {
    const { identity, membership } = member;
    const endpoint = this.#chooseEndpoint(membership);
    const report = this.#report(member, endpoint);
    const reportDigest = digestOf(JSON.stringify(report));
    const isTold = reportDigest === this.#toldReport;
    // The first word is answered at once: it shows that there is a way.
    this.#isHeld = this.#isHeard && this.#failures === 0;
    this.#sequence += 1;
    const { answer, clockOffsetMs, epoch, hub, certificateExpiresAt } = await sendSync(
      this.#ports,
      {
        identity,
        membership,
        endpoint,
        clockOffsetMs: this.#clockOffsetMs,
        body: {
          name: membership.memberName,
          instance: this.#instance,
          sequence: this.#sequence,
          holdSeconds: this.#isHeld ? report.holdSeconds : 0,
          epoch: membership.epoch ?? 0,
          hubKey: newestKey(membership.chain),
          desired: membership.desired ?? '',
          reportDigest,
          ...(isTold ? {} : { report }),
        },
      },
      signal,
    );
    if (this.#isHeld) this.#cuts = 0;
    this.#clockOffsetMs = clockOffsetMs;
    this.#certificateExpiresAt = certificateExpiresAt;
    this.#reconnectSeconds = answer.reconnectSeconds;
    this.#isHeard = true;
    this.#toldReport = answer.resync === true ? '' : reportDigest;
    const changed = takeUpAnswer(membership, { answer, endpoint, epoch, hub });
    const isNews = changed !== membership;
    const standing = isNews ? await this.#store(member, changed) : member;
    this.#listener.onHeard(standing, { clockOffsetMs, isNews });
    return this.#rotate(standing, signal);
  }

  /** Gives the member new keys when they are due or asked for. */
  async #rotate(member: Standing, signal: AbortSignal): Promise<Standing> {
    const { identity, membership } = member;
    const mark = membership.rotateKeys ?? '';
    const maxAge = this.#config.keysMaxAge;
    const isDue = isKeyRotationDue(identity, { mark, maxAge, now: this.#ports.clock.now() });
    if (!isDue || membership.state === 'Pending') return member;
    const presenter = { membership, clockOffsetMs: this.#clockOffsetMs };
    const rotated = await rotateMemberKeys(this.#ports, this.#config, presenter, { mark, signal });
    return this.#takeUpKeys(member, rotated);
  }

  /** The keys are part of what the status tells. */
  #takeUpKeys(member: Standing, identity: MemberIdentity | undefined): Standing {
    if (identity === undefined) return member;
    const standing = { ...member, identity };
    this.#listener.onHeard(standing, { clockOffsetMs: this.#clockOffsetMs, isNews: true });
    return standing;
  }

  #report(
    { identity, membership, kubernetesVersion }: Standing,
    endpoint: string,
  ): ReturnType<typeof buildReport> {
    this.#toldClockOffsetMs = steadyOffset(this.#toldClockOffsetMs, this.#clockOffsetMs);
    return buildReport({
      identity,
      keysMaxAge: this.#config.keysMaxAge,
      membership,
      versions: { agent: this.#config.version, kubernetes: kubernetesVersion },
      labels: this.#config.labels,
      endpoint,
      holdSeconds: membership.holdSeconds ?? this.#config.holdSeconds,
      clockOffsetMs: this.#toldClockOffsetMs,
      certificateExpiresAt: this.#certificateExpiresAt,
    });
  }

  /** The preferred URL, or the next of the list after one that failed; now and then the preferred one again. */
  #chooseEndpoint(membership: Membership): string {
    const endpoints = listEndpoints(membership);
    if (this.#endpointAt % endpoints.length !== 0 && this.#nowMs() >= this.#preferAgainAtMs) {
      this.#endpointAt = 0;
    }
    return endpoints[this.#endpointAt % endpoints.length] ?? membership.endpoint;
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
    if (error.code === 'JOINERY_MEMBER_UNKNOWN') return this.#resolve(member, signal);
    if (!wayCodes.has(error.code)) return member;
    if (this.#endpointAt === 0) this.#preferAgainAtMs = this.#nowMs() + preferAgainMs;
    const failed = this.#chooseEndpoint(member.membership);
    this.#endpointAt += 1;
    if (error.code === 'JOINERY_HUB_TLS_UNTRUSTED') {
      const renewed = await renewCa(this.#ports, member, { endpoint: failed, signal });
      if (renewed === undefined) return member;
      this.#endpointAt = 0;
      return this.#store(member, renewed);
    }
    return this.#adaptHold(member, afterMs);
  }

  /** A hub that ends cuts what it holds as well, once; what stands in the way cuts again. */
  async #adaptHold(member: Standing, afterMs: number): Promise<Standing> {
    const before = member.membership.holdSeconds ?? this.#config.holdSeconds;
    const holdSeconds = this.#isHeld ? adaptHold(before, { afterMs }) : before;
    if (holdSeconds === before) return member;
    this.#cuts += 1;
    if (this.#cuts < 2) return member;
    this.#cuts = 0;
    this.#ports.logger.info('Requests are held shorter', { holdSeconds, cutAfterMs: afterMs });
    return this.#store(member, { ...member.membership, holdSeconds });
  }

  /** The hub may know this member by other keys than the ones it uses: the next, or older ones. */
  async #resolve(member: Standing, signal: AbortSignal): Promise<Standing> {
    const { identity, membership } = member;
    const presenter = { identity, membership, clockOffsetMs: this.#clockOffsetMs };
    try {
      const known = await resolveKeys(this.#ports, this.#config, presenter, signal);
      return this.#takeUpKeys(member, known);
    } catch (error) {
      if (!(error instanceof JoineryError)) throw error;
      this.#ports.logger.warn('Keys not presented', { err: error });
      return member;
    }
  }

  /** Full jitter; the first wait spreads over the time the hub asked for, since others lost it too. */
  #delayAfter(error: JoineryError): number {
    if (error.disposition !== 'retry') return stuckDelayMs;
    const ceilingMs = Math.min(
      Math.max(maxDelayMs, this.#reconnectSeconds * 1000),
      this.#reconnectSeconds * 1000 * 2 ** Math.min(this.#failures, 10),
    );
    const { retryAfterSeconds } = error.details;
    const askedMs = typeof retryAfterSeconds === 'number' ? retryAfterSeconds * 1000 : 0;
    return askedMs + ceilingMs * this.#ports.random.fraction();
  }
}

/** There is no hub to talk to any more; a new token begins another line. */
async function waitForEver(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
