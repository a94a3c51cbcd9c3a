import { Hono } from 'hono';

/**
 * Builds the application the kubelet asks: `/livez` while the process runs, `/readyz` while it takes
 * requests. Neither depends on a token, a CRD or the other side.
 */
export function buildHealthApp(isReady: () => boolean): Hono {
  const app = new Hono();
  app.get('/livez', (context) => context.text('ok\n'));
  app.get('/readyz', (context) => (isReady() ? context.text('ok\n') : context.text('stopping\n', 503)));
  return app;
}
