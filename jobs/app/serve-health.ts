import { buildHealthApp } from '../adapters/http-server/health-app.ts';
import { serve, type RunningServer } from '../adapters/http-server/serve.ts';
import type { PrometheusMetrics } from '../adapters/prometheus/prometheus-metrics.ts';

const healthPort = 8081;

/** Answers probes and serves metrics, on a port that no ingress leads to. */
export async function serveHealth(
  metrics: PrometheusMetrics,
  { program, version, signal }: { program: string; version: string; signal: AbortSignal },
): Promise<RunningServer> {
  metrics.gauge('joinery_build_info', () => [{ labels: { program, version }, value: 1 }]);
  const app = buildHealthApp({
    isReady: () => !signal.aborted,
    renderMetrics: async () => metrics.render(),
  });
  return serve(app, { port: healthPort });
}
