import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import {
  metricTable,
  type MetricDefinition,
  type MetricLabels,
  type MetricName,
} from '../../core/metrics/metric-table.ts';
import type { Metrics, Sample } from '../../ports/metrics.ts';

type Labels = Readonly<Record<string, string>>;

/** Metrics that Prometheus can ask for. A metric is there from its first use on. */
export class PrometheusMetrics implements Metrics {
  readonly #registry = new Registry();
  readonly #counters = new Map<string, Counter>();
  readonly #histograms = new Map<string, Histogram>();

  count<Name extends MetricName<'counter'>>(name: Name, labels: MetricLabels<Name>): void {
    const counter = this.#counters.get(name) ?? new Counter(this.#describe(name));
    this.#counters.set(name, counter);
    counter.inc({ ...(labels as Labels) });
  }

  measure<Name extends MetricName<'histogram'>>(name: Name, labels: MetricLabels<Name>, value: number): void {
    const histogram = this.#histograms.get(name) ?? new Histogram(this.#describe(name));
    this.#histograms.set(name, histogram);
    histogram.observe({ ...(labels as Labels) }, value);
  }

  gauge<Name extends MetricName<'gauge'>>(name: Name, read: () => Iterable<Sample<Name>>): void {
    this.#registry.removeSingleMetric(name);
    const gauge: Gauge = new Gauge({
      ...this.#describe(name),
      collect: () => {
        gauge.reset();
        // Without labels it would begin at 0, which is not the same as unknown.
        gauge.remove({});
        for (const { labels, value } of read()) gauge.set({ ...(labels as Labels) }, value);
      },
    });
  }

  /** All metrics as they are now, as text. */
  async render(): Promise<string> {
    return this.#registry.metrics();
  }

  #describe(name: keyof typeof metricTable) {
    const { labels, help, buckets }: MetricDefinition = metricTable[name];
    return {
      name,
      help,
      labelNames: [...labels],
      registers: [this.#registry],
      ...(buckets === undefined ? {} : { buckets: [...buckets] }),
    };
  }
}
