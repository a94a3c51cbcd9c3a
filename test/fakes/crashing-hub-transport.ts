import type { HubRequest, HubResponse, HubTransport } from '../../jobs/ports/hub-transport.ts';
import type { CrashPoints } from './crash-points.ts';

/** The way to a hub as one program sees it, which may end before it asks or before it hears. */
export class CrashingHubTransport implements HubTransport {
  readonly #hub: HubTransport;
  readonly #points: CrashPoints;

  constructor(hub: HubTransport, points: CrashPoints) {
    this.#hub = hub;
    this.#points = points;
  }

  async send(request: HubRequest, signal: AbortSignal): Promise<HubResponse> {
    return this.#points.pass(`${request.method} ${request.path}`, async () =>
      this.#hub.send(request, signal),
    );
  }
}
