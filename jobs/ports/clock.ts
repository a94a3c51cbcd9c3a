/** Time as the programs see it. Tests advance it by hand; nothing else may read a clock. */
export interface Clock {
  /** The current instant. */
  now(): Date;
  /**
   * Waits for `durationMs` milliseconds, or until `signal` aborts.
   *
   * @throws The signal's reason when it aborts first or was aborted already.
   */
  sleep(durationMs: number, signal: AbortSignal): Promise<void>;
}
