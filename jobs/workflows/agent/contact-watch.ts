import { reasonOf } from '../../errors/reason.ts';
import type { JoineryError } from '../../errors/joinery-error.ts';
import type { Standing } from '../join/join-cluster.ts';
import type { SecondaryPorts } from '../ports.ts';
import type { ContactListener } from '../sync/stay-in-touch.ts';

/** When the hub was not heard for so long, the status says so, in milliseconds. */
const toldAfterMs = 20_000;

/** A clock that is off by more is told, in milliseconds. */
const tolerableClockOffsetMs = 30_000;

/** What a look has to know about the line to the hub. */
export interface ContactFindings {
  /** The hub answered that it does not know this member. */
  readonly isDisowned: boolean;
  /** What stands in the way, once it did so for long enough to be told. */
  readonly trouble: JoineryError | undefined;
  /** When the hub was heard last; only while it is not heard. */
  readonly lastContact: Date | undefined;
  /** What to add to the own clock to meet the hub's, in seconds; 0 while they agree well enough. */
  readonly clockOffsetSeconds: number;
}

/**
 * Makes of single answers and failures what a person is to be told: an outage once it lasts, its end, a
 * clock that is off. It asks for a look only when one of these turns, so that nothing is written at rest.
 */
export class ContactWatch implements ContactListener {
  readonly #ports: Pick<SecondaryPorts, 'clock' | 'logger' | 'metrics'>;
  readonly #onTurn: () => void;
  #lastContact: Date | undefined;
  #silentSince: Date | undefined;
  /** No answer yet on this line. */
  #isFirst = true;
  #isDisowned = false;
  #trouble: JoineryError | undefined;
  #clockOffsetSeconds = 0;

  /** @param onTurn Called when the findings are others than before. */
  constructor(ports: Pick<SecondaryPorts, 'clock' | 'logger' | 'metrics'>, onTurn: () => void) {
    this.#ports = ports;
    this.#onTurn = onTurn;
    ports.metrics.gauge('joinery_agent_connected', () => [
      { labels: {}, value: this.#lastContact !== undefined && this.#silentSince === undefined ? 1 : 0 },
    ]);
    ports.metrics.gauge('joinery_agent_last_contact_timestamp_seconds', () =>
      this.#lastContact === undefined ? [] : [{ labels: {}, value: this.#lastContact.getTime() / 1000 }],
    );
  }

  findings(): ContactFindings {
    return {
      isDisowned: this.#isDisowned,
      trouble: this.#trouble,
      lastContact: this.#trouble === undefined ? undefined : this.#lastContact,
      clockOffsetSeconds: this.#clockOffsetSeconds,
    };
  }

  /**
   * Another line begins, for another membership or with other keys; what stood in the way of the one before says
   * nothing about it. The first answer is news then: the status may still tell of trouble that is over.
   */
  reset(): void {
    this.#forgive();
    this.#isFirst = true;
  }

  #forgive(): void {
    this.#isDisowned = false;
    this.#trouble = undefined;
    this.#silentSince = undefined;
  }

  onHeard(_: Standing, { clockOffsetMs, isNews }: { clockOffsetMs: number; isNews: boolean }): void {
    this.#ports.metrics.count('joinery_agent_syncs_total', { result: 'Done' });
    const isOver = this.#isFirst || this.#isDisowned || this.#trouble !== undefined;
    this.#forgive();
    this.#isFirst = false;
    this.#lastContact = this.#ports.clock.now();
    const isOff = Math.abs(clockOffsetMs) > tolerableClockOffsetMs;
    const before = this.#clockOffsetSeconds;
    // In steps, with the first one kept: a difference that trembles is no news.
    if (!isOff) this.#clockOffsetSeconds = 0;
    else if (Math.abs(before * 1000 - clockOffsetMs) > tolerableClockOffsetMs)
      this.#clockOffsetSeconds = Math.round(clockOffsetMs / 1000);
    if (isOver || isNews || before !== this.#clockOffsetSeconds) this.#onTurn();
  }

  onFailure(error: JoineryError): void {
    this.#ports.logger.warn('Sync failed', { err: error });
    this.#ports.metrics.count('joinery_agent_syncs_total', { result: reasonOf(error.code) });
    const now = this.#ports.clock.now();
    this.#silentSince ??= now;
    if (error.code === 'JOINERY_MEMBER_UNKNOWN' && !this.#isDisowned) {
      this.#isDisowned = true;
      this.#onTurn();
      return;
    }
    const isLasting = now.getTime() - this.#silentSince.getTime() >= toldAfterMs;
    const passesByItself = error.disposition === 'retry';
    if ((passesByItself && !isLasting) || this.#trouble?.code === error.code) return;
    this.#trouble = error;
    this.#onTurn();
  }
}
