/** Facts of one log line: flat or nested, never a secret. */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Structured log. `message` is constant text, capital first, no full stop; everything variable is a
 * field. Logs are for whoever runs the chart, users are told by statuses, conditions and Events.
 */
export interface Logger {
  /** A person must act. */
  error(message: string, fields?: LogFields): void;
  /** Will be retried, or was worked around. */
  warn(message: string, fields?: LogFields): void;
  /** A phase began, ended or changed the world. */
  info(message: string, fields?: LogFields): void;
  /** A logger whose every line also carries these fields. */
  child(fields: LogFields): Logger;
}
