/** How bad a finding is; `skipped` says nothing of what it would have been. */
export type Severity = 'ok' | 'info' | 'warning' | 'error' | 'skipped';

/** What one look came to. */
export interface Result {
  readonly severity: Severity;
  /** One sentence; for `skipped` the reason. */
  readonly found: string;
  /** One imperative sentence; left out when there is nothing to do. */
  readonly remedy?: string;
  /** Whether what builds on this needs no look any more; left out, only an error says so. */
  readonly isEnd?: boolean;
}

/** What a named check came to. */
export interface Finding {
  readonly check: string;
  readonly severity: Severity;
  readonly found: string;
  /** Empty when there is nothing to do. */
  readonly remedy: string;
}
