import { needsChain, signingKeyAt } from '../../core/hub-identity/hub-identity.ts';
import { signAnswer } from '../../core/protocol/answer-signature.ts';
import { digestOf } from '../../core/protocol/digest.ts';
import { BodyTooLarge } from '../../core/protocol/errors.ts';
import { digestRequest, type WireRequest } from '../../core/protocol/request-digest.ts';
import { maxBodyBytes, wireHeaders, wirePaths } from '../../core/protocol/wire.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import { buildProblem } from '../../errors/problem.ts';
import type { Hub } from '../hub/hub.ts';
import type { PrimaryPorts } from '../ports.ts';
import { HubNotReady, InternalError } from './errors.ts';
import { LimitedLogger } from './limited-logger.ts';
import { measureAnswer } from './measure-answer.ts';
import { readHubKey } from './read-hub-key.ts';
import { routeRequest } from './route-request.ts';
import { Turnstile } from './turnstile.ts';

/** An answer as it goes out: the body is JSON. */
export interface OutgoingAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What the outside may be told in full; everything else is for the log. */
const tellable = new Set([
  'JOINERY_BODY_TOO_LARGE',
  'JOINERY_CLOCK_SKEW',
  'JOINERY_CLUSTER_ALREADY_MEMBER',
  'JOINERY_DUPLICATE_IDENTITY',
  'JOINERY_HUB_BUSY',
  'JOINERY_HUB_OUTDATED',
  'JOINERY_JOIN_REFUSED',
  'JOINERY_MEMBER_REMOVED',
  'JOINERY_MEMBER_UNKNOWN',
  'JOINERY_NAME_INVALID',
  'JOINERY_NAME_TAKEN',
  'JOINERY_PROTOCOL_UNKNOWN',
  'JOINERY_REQUEST_INVALID',
  'JOINERY_SET_DISSOLVED',
  'JOINERY_TOKEN_EXPIRED',
  'JOINERY_TOKEN_FOR_ANOTHER_KEY',
  'JOINERY_TOKEN_FOR_ANOTHER_NAME',
  'JOINERY_TOKEN_REVOKED',
  'JOINERY_TOKEN_SPENT',
]);

/** For whoever cannot tell that nobody waits any more. */
const never = new AbortController().signal;

/** The answers that carry the key chain, refusals too: who asks for these may know no key of the hub. */
const chainPaths = new Set<string>([wirePaths.join, wirePaths.ca, wirePaths.probe]);

function carriesChain({ path }: WireRequest, { code }: JoineryError): boolean {
  return chainPaths.has(path) || code === 'JOINERY_PROTOCOL_UNKNOWN';
}

/**
 * The hub towards the network: every request gets one answer, every answer is signed, refusals too, so
 * that a member believes neither a yes nor a no that somebody else invented.
 */
export class Answerer {
  readonly #ports: PrimaryPorts;
  readonly #hub: Hub;
  readonly #turnstile = new Turnstile();

  constructor(ports: PrimaryPorts, hub: Hub) {
    this.#ports = { ...ports, logger: new LimitedLogger(ports.logger, ports.clock) };
    this.#hub = hub;
  }

  /**
   * Never throws: what goes wrong becomes a problem document.
   *
   * @param gone Aborts when whoever asked does not wait any more.
   */
  async answer(incoming: WireRequest, gone: AbortSignal = never): Promise<OutgoingAnswer> {
    const receivedAt = this.#ports.clock.now();
    const answer = await this.#answer(incoming, gone);
    measureAnswer(this.#ports, { path: incoming.path, status: answer.status, receivedAt });
    return answer;
  }

  async #answer(incoming: WireRequest, gone: AbortSignal): Promise<OutgoingAnswer> {
    try {
      if (incoming.body.length > maxBodyBytes) throw new BodyTooLarge({ limitBytes: maxBodyBytes });
      // What can be done at once; what is left after it, waiting for news, keeps nobody else out.
      const work = await this.#turnstile.pass(gone, async () =>
        routeRequest(this.#ports, this.#hub, incoming, gone),
      );
      return await this.#sign(incoming, 200, await work());
    } catch (error) {
      const told = this.#tellable(error);
      const problem = buildProblem(told);
      const chain = carriesChain(incoming, told) ? { chain: this.#hub.identity().chain } : {};
      const answer = await this.#sign(incoming, problem.status, { ...problem, ...chain });
      const { retryAfterSeconds } = told.details;
      if (retryAfterSeconds === undefined) return answer;
      return { ...answer, headers: { ...answer.headers, 'retry-after': String(retryAfterSeconds) } };
    }
  }

  #tellable(error: unknown): JoineryError {
    if (error instanceof JoineryError && tellable.has(error.code)) return error;
    if (error instanceof JoineryError) {
      this.#ports.logger.warn('Request not answered', { err: error });
      return new HubNotReady();
    }
    const errorId = this.#ports.random.uuid();
    this.#ports.logger.error('Request failed', { errorId, err: error });
    return new InternalError({ errorId });
  }

  async #sign(incoming: WireRequest, status: number, document: object): Promise<OutgoingAnswer> {
    const identity = this.#hub.identity();
    const now = this.#ports.clock.now();
    const hasOlderKeys = identity.chain.length > 1 && incoming.body.length <= maxBodyBytes;
    const isBehind = hasOlderKeys && needsChain(identity, readHubKey(incoming.body));
    const told = isBehind ? { ...document, chain: identity.chain } : document;
    const body = Buffer.from(JSON.stringify(told));
    const signature = await signAnswer(
      {
        status,
        request: digestRequest(incoming),
        digest: digestOf(body),
        time: now.getTime(),
        epoch: identity.epoch,
        hub: identity.hubId,
      },
      signingKeyAt(identity, now),
    );
    const contentType = status < 400 ? 'application/json' : 'application/problem+json';
    return {
      status,
      headers: {
        'content-type': contentType,
        'cache-control': 'private, no-store',
        [wireHeaders.signature]: signature,
      },
      body,
    };
  }
}
