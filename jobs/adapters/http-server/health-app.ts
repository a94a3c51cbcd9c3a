import type { RequestListener, ServerResponse } from 'node:http';

/** What the health port tells. */
export interface HealthAppOptions {
  readonly isReady: () => boolean;
  /** All metrics, in the text format of Prometheus. */
  readonly renderMetrics: () => Promise<string>;
}

/**
 * Builds what answers the kubelet and Prometheus: `/livez` while the process runs, `/readyz` while it
 * takes requests, `/metrics`. Neither of the first two depends on a token, a CRD or the other side.
 */
export function buildHealthApp({ isReady, renderMetrics }: HealthAppOptions): RequestListener {
  return ({ url }, response) => {
    if (url === '/livez') answer(response, 200, 'ok\n');
    else if (url === '/readyz' && isReady()) answer(response, 200, 'ok\n');
    else if (url === '/readyz') answer(response, 503, 'stopping\n');
    else if (url === '/metrics')
      void renderMetrics().then((text) => answer(response, 200, text, metricsType));
    else answer(response, 404, 'not found\n');
  };
}

const metricsType = 'text/plain; version=0.0.4; charset=utf-8';

function answer(response: ServerResponse, status: number, text: string, type = 'text/plain'): void {
  response.writeHead(status, { 'content-type': type }).end(text);
}
