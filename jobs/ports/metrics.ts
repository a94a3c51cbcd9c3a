import type { MetricLabels, MetricName } from '../core/metrics/metric-table.ts';

/** One value of a gauge. */
export interface Sample<Name extends MetricName<'gauge'>> {
  readonly labels: MetricLabels<Name>;
  /** In the unit of the name; an instant is in Unix seconds. */
  readonly value: number;
}

/**
 * What a program lets be measured. Names and labels are those of `core/metrics/metric-table.ts`. Metrics
 * are for graphs and alerts; nothing is decided by them.
 */
export interface Metrics {
  /** Adds one to a counter. */
  count<Name extends MetricName<'counter'>>(name: Name, labels: MetricLabels<Name>): void;
  /** Adds a measurement to a histogram, in the unit of its name. */
  measure<Name extends MetricName<'histogram'>>(name: Name, labels: MetricLabels<Name>, value: number): void;
  /**
   * Says how the values of a gauge are read. Called anew each time somebody asks, so that the gauge is
   * what the program knows at that moment; what it leaves out is gone. Saying it again replaces it.
   */
  gauge<Name extends MetricName<'gauge'>>(name: Name, read: () => Iterable<Sample<Name>>): void;
}
