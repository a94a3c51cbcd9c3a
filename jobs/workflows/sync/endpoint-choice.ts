import type { Membership } from '../../core/member-identity/member-identity.ts';
import { listEndpoints } from '../../core/sync/take-up.ts';
import type { Clock } from '../../ports/clock.ts';

/** How long a URL that is not the preferred one is used before that is tried again, in milliseconds. */
const preferAgainMs = 600_000;

/** Which of the hub's URLs to call: the preferred one, or the next of the list after one that failed. */
export class EndpointChoice {
  readonly #clock: Pick<Clock, 'now'>;
  #at = 0;
  #preferAgainAtMs = 0;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** The one to call now; now and then the preferred one again. */
  choose(membership: Membership): string {
    const endpoints = listEndpoints(membership);
    if (this.#at % endpoints.length !== 0 && this.#nowMs() >= this.#preferAgainAtMs) this.#at = 0;
    return endpoints[this.#at % endpoints.length] ?? membership.endpoint;
  }

  /** Takes the next URL. */
  goOn(): void {
    if (this.#at === 0) this.#preferAgainAtMs = this.#nowMs() + preferAgainMs;
    this.#at += 1;
  }

  /** Takes the preferred one. */
  goBack(): void {
    this.#at = 0;
  }

  #nowMs(): number {
    return this.#clock.now().getTime();
  }
}
