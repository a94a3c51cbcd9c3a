import { Hono } from 'hono';

/** What the health port tells. */
export interface HealthAppOptions {
  readonly isReady: () => boolean;
  /** All metrics, in the text format of Prometheus. */
  readonly renderMetrics: () => Promise<string>;
}

/**
 * Builds the application the kubelet and Prometheus ask: `/livez` while the process runs, `/readyz` while
 * it takes requests, `/metrics`. Neither of the first two depends on a token, a CRD or the other side.
 */
export function buildHealthApp({ isReady, renderMetrics }: HealthAppOptions): Hono {
  const app = new Hono();
  app.get('/livez', (context) => context.text('ok\n'));
  app.get('/readyz', (context) => (isReady() ? context.text('ok\n') : context.text('stopping\n', 503)));
  app.get('/metrics', async (context) =>
    context.body(await renderMetrics(), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }),
  );
  return app;
}
