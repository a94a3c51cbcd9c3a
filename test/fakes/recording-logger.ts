import { JsonLogger } from '../../jobs/adapters/json-log/json-logger.ts';
import type { Logger } from '../../jobs/ports/logger.ts';

/** A logger whose lines the test can read, rendered as the real one renders them. */
export interface RecordingLogger extends Logger {
  readonly lines: string[];
}

/** Creates an empty one. */
export function createRecordingLogger(): RecordingLogger {
  const lines: string[] = [];
  const logger = new JsonLogger(
    (line) => lines.push(line),
    () => new Date(0),
    {},
  );
  return Object.assign(logger, { lines });
}
