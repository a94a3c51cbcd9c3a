import type { HubRequest, HubResponse, HubTransport } from '../../jobs/ports/hub-transport.ts';
import { HubUnreachable } from '../../jobs/ports/hub-transport-errors.ts';
import type { Answerer } from '../../jobs/workflows/answer/answerer.ts';

/** What may sit between member and hub: changes the request, the answer, or both. */
export type Middle = (
  request: HubRequest,
  next: (request: HubRequest) => Promise<HubResponse>,
  signal: AbortSignal,
) => Promise<HubResponse>;

/** A hub as the network sees it. */
type Hub = Pick<Answerer, 'answer'>;

/** Hands requests straight to hubs in the same process, through whatever sits between. */
export class DirectHubTransport implements HubTransport {
  readonly #hubs: Map<string, () => Hub>;
  /** Every request that was sent, for replays and searches. */
  readonly sent: HubRequest[] = [];
  /** Every answer that came back. */
  readonly received: HubResponse[] = [];
  middle: Middle = async (request, next) => next(request);

  /** @param hubs One by endpoint; a function, so that a test may change which replica answers. */
  constructor(hubs: Readonly<Record<string, () => Hub>>) {
    this.#hubs = new Map(Object.entries(hubs));
  }

  /** Lets an endpoint lead to a hub. */
  route(endpoint: string, hub: () => Hub): void {
    this.#hubs.set(endpoint, hub);
  }

  async send(request: HubRequest, signal: AbortSignal): Promise<HubResponse> {
    signal.throwIfAborted();
    this.sent.push(request);
    const response = await this.middle(request, async (changed) => this.replay(changed, signal), signal);
    this.received.push(response);
    return response;
  }

  /** Sends a request as it is, past the member: what an attacker on the wire can do. */
  async replay(
    { endpoint, method, path, headers, body }: HubRequest,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<HubResponse> {
    const hub = this.#hubs.get(endpoint);
    if (hub === undefined) throw new HubUnreachable({ endpoint, found: 'its name is not known to DNS' });
    const answer = await hub().answer({ method, path, headers, body }, signal);
    signal.throwIfAborted();
    return answer;
  }
}
