import type { Result } from '../../core/diagnosis/finding.ts';
import { AnswerUnexpected } from '../../core/protocol/errors.ts';
import { maxBodyBytes, wireHeaders } from '../../core/protocol/wire.ts';
import type { HubResponse } from '../../ports/hub-transport.ts';
import { describeResponse } from '../exchange/read-answer.ts';
import { describeError } from './describe-error.ts';
import type { HubWay } from './hub-way.ts';

/** Left for the rest of the document around the filler. */
const fillerBytes = maxBodyBytes - 1024;

/** Whether what answers is the hub. */
export async function checkPath(way: HubWay): Promise<Result> {
  const { endpoint } = await way.knownAddress();
  const { reply } = await way.quick();
  switch (reply.kind) {
    case 'answer':
      return {
        severity: 'ok',
        found: `The hub answers at ${endpoint}; its version is ${reply.answer.version}.`,
      };
    case 'nothing':
      return describeError(reply.error);
    case 'foreign':
      return describeForeign(endpoint, reply.response);
    case 'refusal':
    default:
      return describeRefusal(endpoint, reply.problem);
  }
}

/** A hub shows its chain whenever it is asked at the right path, so one without was asked at another. */
function describeRefusal(endpoint: string, { chain, code, detail, remedy }: RefusalFacts): Result {
  // The hub answers: what it makes of the body is for another check.
  if (chain !== undefined && code === 'JOINERY_REQUEST_INVALID') {
    return { severity: 'ok', found: `The hub answers at ${endpoint}.` };
  }
  if (chain !== undefined) return { severity: 'warning', found: `The hub answers: ${detail}.`, remedy };
  return {
    severity: 'error',
    found: `A hub answers at ${endpoint}, but it was asked for another path: ${detail}.`,
    remedy:
      'Let the ingress forward the path as it is; it may take off what stands before /v1 and nothing else.',
  };
}

interface RefusalFacts {
  readonly chain?: unknown;
  readonly code: string;
  readonly detail: string;
  readonly remedy: string;
}

function describeForeign(endpoint: string, response: HubResponse): Result {
  if (!isHubLike(response)) return describeError(new AnswerUnexpected(describeResponse(endpoint, response)));
  return {
    severity: 'error',
    found: `A hub answers at ${endpoint}, but the header ${wireHeaders.signature} is taken off its answers.`,
    remedy: `Let whatever stands before the hub pass the header ${wireHeaders.signature} in both directions.`,
  };
}

function isHubLike({ body }: HubResponse): boolean {
  return Buffer.from(body).toString('utf8').includes('"heldSeconds"');
}

/** Whether the headers of the protocol arrive. */
export async function checkHeaders(way: HubWay): Promise<Result> {
  const { reply, sent } = await way.quick();
  if (reply.kind !== 'answer') {
    return { severity: 'skipped', found: 'The hub did not say what it received.', isEnd: true };
  }
  const arrived = reply.answer.received.headers;
  const lost = Object.keys(sent.headers).filter((name) => !(name in arrived));
  const altered = Object.keys(sent.headers).filter(
    (name) => name in arrived && arrived[name] !== sent.headers[name],
  );
  if (lost.length === 0 && altered.length === 0) {
    return { severity: 'ok', found: 'All headers of the protocol arrive as they were sent.' };
  }
  const told = [
    ...(lost.length === 0 ? [] : [`${lost.join(', ')} did not arrive`]),
    ...(altered.length === 0 ? [] : [`${altered.join(', ')} arrived with another value`]),
  ];
  return {
    severity: 'error',
    found: `Requests are altered on their way: ${told.join('; ')}.`,
    remedy: 'Let ingress and proxies pass headers that begin with "joinery-" as they are.',
  };
}

/** Whether a large body arrives. */
export async function checkBody(way: HubWay): Promise<Result> {
  const probe = await way.probe({ request: { holdSeconds: 0, filler: 'x'.repeat(fillerBytes) } });
  const { reply } = probe;
  const remedy = `Let ingress and proxies pass bodies of ${maxBodyBytes} bytes as they are.`;
  switch (reply.kind) {
    case 'answer':
      return reply.answer.received.bodyDigest === probe.sent.bodyDigest
        ? { severity: 'ok', found: `A body of ${fillerBytes} bytes arrives as it was sent.` }
        : { severity: 'error', found: 'Bodies of requests are altered on their way.', remedy };
    case 'refusal':
      return {
        severity: 'error',
        found: `A large body does not arrive as it was sent: ${reply.problem.detail}.`,
        remedy,
      };
    case 'foreign': {
      const { status } = reply.response;
      return {
        severity: 'error',
        found: `Something before the hub refuses a large body with HTTP ${status}.`,
        remedy,
      };
    }
    case 'nothing':
    default:
      return { ...describeError(reply.error), remedy };
  }
}
