import type { Clock } from '../ports/clock.ts';
import { WorkQueue } from './work-queue.ts';

/** When to do what: each task is due at most once, and setting it anew moves it. */
export class Timetable<Task extends string> {
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #due = new WorkQueue();
  readonly #timers = new Map<Task, AbortController>();

  constructor(clock: Clock, signal: AbortSignal) {
    this.#clock = clock;
    this.#signal = signal;
  }

  /** Makes a task due in `delayMs`, and no more at the time set before. */
  set(task: Task, delayMs: number): void {
    this.clear(task);
    const timer = new AbortController();
    this.#timers.set(task, timer);
    this.#clock
      .sleep(delayMs, AbortSignal.any([this.#signal, timer.signal]))
      .then(() => this.#ring(task, timer.signal))
      .catch(() => undefined);
  }

  #ring(task: Task, timer: AbortSignal): void {
    if (timer.aborted) return;
    this.#timers.delete(task);
    this.#due.add(task);
  }

  /** Takes a task off. */
  clear(task: Task): void {
    this.#timers.get(task)?.abort();
    this.#timers.delete(task);
  }

  /** Waits for the next task that is due. @throws The signal's reason when it aborts. */
  async next(): Promise<Task> {
    return (await this.#due.take(this.#signal)) as Task;
  }
}
