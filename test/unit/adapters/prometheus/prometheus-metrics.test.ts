import { beforeEach, describe, expect, it } from 'vitest';
import { PrometheusMetrics } from '../../../../jobs/adapters/prometheus/prometheus-metrics.ts';

let metrics: PrometheusMetrics;

/** The lines that are neither help nor type. */
async function readLines(): Promise<string[]> {
  return (await metrics.render()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

beforeEach(() => {
  metrics = new PrometheusMetrics();
});

describe('PrometheusMetrics', () => {
  it('has nothing of its own', async () => {
    expect(await readLines()).toEqual([]);
  });

  it('adds to a counter, one series for each set of labels', async () => {
    metrics.count('joinery_joins_total', { result: 'Joined' });
    metrics.count('joinery_joins_total', { result: 'TokenSpent' });
    metrics.count('joinery_joins_total', { result: 'Joined' });

    expect(await readLines()).toEqual([
      'joinery_joins_total{result="Joined"} 2',
      'joinery_joins_total{result="TokenSpent"} 1',
    ]);
  });

  it('puts measurements into the buckets of the table', async () => {
    metrics.measure('joinery_hub_request_duration_seconds', { path: '/v1/join' }, 0.2);

    const lines = await readLines();

    expect(lines).toContain('joinery_hub_request_duration_seconds_bucket{le="0.1",path="/v1/join"} 0');
    expect(lines).toContain('joinery_hub_request_duration_seconds_bucket{le="0.25",path="/v1/join"} 1');
    expect(lines).toContain('joinery_hub_request_duration_seconds_sum{path="/v1/join"} 0.2');
  });

  it('reads a gauge when it is asked, so that what is gone is gone', async () => {
    const members = new Set(['edge-7', 'edge-8']);
    metrics.gauge('joinery_member_online', () =>
      members.values().map((member) => ({ labels: { member }, value: 1 })),
    );
    const before = await readLines();

    members.delete('edge-7');

    expect(before).toEqual([
      'joinery_member_online{member="edge-7"} 1',
      'joinery_member_online{member="edge-8"} 1',
    ]);
    expect(await readLines()).toEqual(['joinery_member_online{member="edge-8"} 1']);
  });

  it('shows no value of a gauge without labels while it is not known', async () => {
    let value: number | undefined;
    metrics.gauge('joinery_agent_last_contact_timestamp_seconds', () =>
      value === undefined ? [] : [{ labels: {}, value }],
    );
    const before = await readLines();

    value = 1_795_000_000;

    expect(before).toEqual([]);
    expect(await readLines()).toEqual(['joinery_agent_last_contact_timestamp_seconds 1795000000']);
  });

  it('reads a gauge by the last way it was told', async () => {
    metrics.gauge('joinery_agent_joined', () => [{ labels: {}, value: 0 }]);
    metrics.gauge('joinery_agent_joined', () => [{ labels: {}, value: 1 }]);

    expect(await readLines()).toEqual(['joinery_agent_joined 1']);
  });
});
