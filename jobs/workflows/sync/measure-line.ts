import type { Metrics } from '../../ports/metrics.ts';

/** A line to the hub, as it is read at any moment. */
export interface MeasuredLine {
  readonly holdSeconds: number;
  readonly keysExpireAt: Date;
  readonly clockOffsetMs: () => number;
  readonly certificateExpiresAt: () => Date | undefined;
}

/** Says how the line is read as metrics. */
export function measureLine(metrics: Metrics, line: MeasuredLine): void {
  const keysExpireAt = line.keysExpireAt.getTime() / 1000;
  metrics.gauge('joinery_agent_hold_seconds', () => [{ labels: {}, value: line.holdSeconds }]);
  metrics.gauge('joinery_agent_clock_offset_seconds', () => [
    // What has to be added is how far the clock is behind; the metric says how far it is ahead.
    { labels: {}, value: 0 - line.clockOffsetMs() / 1000 },
  ]);
  metrics.gauge('joinery_agent_keys_expiry_timestamp_seconds', () => [{ labels: {}, value: keysExpireAt }]);
  metrics.gauge('joinery_agent_hub_certificate_expiry_timestamp_seconds', () => {
    const until = line.certificateExpiresAt();
    return until === undefined ? [] : [{ labels: {}, value: until.getTime() / 1000 }];
  });
}
