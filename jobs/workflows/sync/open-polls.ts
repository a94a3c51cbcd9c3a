import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';

/** A held request. */
interface Poll {
  readonly wake: AbortController;
  /** Let go for good, whether or not there is anything new. */
  isReleased: boolean;
}

/** Why a wait ends; made once, because an abort without a reason makes an error with a stack each time. */
const over = new Error('The wait is over');

/**
 * The requests a hub replica holds, one a member. A newer one of the same member lets the older go: the
 * member does not wait for it any more.
 */
export class OpenPolls {
  readonly #polls = new Map<string, Poll>();
  #isClosed = false;

  /** How many are held now. */
  get count(): number {
    return this.#polls.size;
  }

  /**
   * Waits until something about the member may have changed, or the time is over.
   *
   * @param isOver Asked after every wake, and first of all.
   */
  async hold(
    name: string,
    { clock, durationMs, gone }: { clock: Clock; durationMs: number; gone: AbortSignal },
    isOver: () => boolean,
  ): Promise<void> {
    const untilMs = clock.now().getTime() + durationMs;
    this.#replace(name);
    for (;;) {
      const leftMs = untilMs - clock.now().getTime();
      if (leftMs <= 0 || gone.aborted || this.#isClosed || isOver()) return;
      const poll: Poll = { wake: new AbortController(), isReleased: false };
      const wake = (): void => poll.wake.abort(over);
      gone.addEventListener('abort', wake, { once: true });
      this.#polls.set(name, poll);
      await clock.sleep(leftMs, poll.wake.signal).catch(() => undefined);
      gone.removeEventListener('abort', wake);
      if (this.#polls.get(name) === poll) this.#polls.delete(name);
      if (poll.isReleased) return;
      // Whoever ends this replica may be waiting for it to go.
      if (this.#isClosed) poll.wake.abort(over);
    }
  }

  /** Something about one member changed. */
  wake(name: string): void {
    this.#polls.get(name)?.wake.abort(over);
  }

  /** Something about all members changed. */
  wakeAll(): void {
    for (const { wake } of this.#polls.values()) wake.abort(over);
  }

  /**
   * Lets every request go, spread over a time, so that the other replicas are not run over. Whoever goes by
   * itself meanwhile is not waited for.
   */
  async close(ports: { clock: Clock; random: Random }, overMs: number): Promise<void> {
    this.#isClosed = true;
    await Promise.all(
      [...this.#polls.values()].map(async (poll) => {
        const afterMs = ports.random.fraction() * overMs;
        await ports.clock.sleep(afterMs, poll.wake.signal).catch(() => undefined);
        release(poll);
      }),
    );
  }

  #replace(name: string): void {
    const before = this.#polls.get(name);
    if (before !== undefined) release(before);
  }
}

function release(poll: Poll): void {
  poll.isReleased = true;
  poll.wake.abort(over);
}
