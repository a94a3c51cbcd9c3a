// What may go wrong between a member and its hub, with one exchange after the other.
import { HubUnreachable } from '../../jobs/ports/hub-transport-errors.ts';
import { answerTimeoutMs, type HubRequest, type HubResponse } from '../../jobs/ports/hub-transport.ts';
import { endpoint } from '../builders/a-config.ts';
import type { Middle } from '../fakes/direct-hub-transport.ts';
import type { FakeClock } from '../fakes/fake-clock.ts';

/** What goes wrong, and what a member that meets it is to say. */
export interface Fault {
  readonly title: string;
  readonly createMiddle: (clock: FakeClock) => Middle;
  /** Reason in the status; that of a member that is well, where nothing is wrong with it. */
  readonly reason: 'AnswerNotProven' | 'AnswerUnexpected' | 'HubUnreachable' | 'Joined';
}

/** How much later than the transport gives up a slow request arrives, in milliseconds. */
const lateMs = 5000;

const unreachable = (found: string) => new HubUnreachable({ endpoint, found });

/** The true answer, changed on its way. */
const altering =
  (alter: (response: HubResponse, request: HubRequest) => HubResponse) =>
  (): Middle =>
  async (request, next) =>
    alter(await next(request), request);

/** Somebody else's answer; the hub never sees the request. */
const answering =
  (status: number, headers: Record<string, string>, text: string) => (): Middle => async () => ({
    status,
    headers,
    body: Buffer.from(text),
  });

const text = ({ body }: HubResponse): string => Buffer.from(body).toString();

export const faults: readonly Fault[] = [
  {
    title: 'cut before it arrives',
    createMiddle: () => async () => {
      throw unreachable('the connection is reset');
    },
    reason: 'HubUnreachable',
  },
  {
    title: 'cut before its answer arrives',
    createMiddle: () => async (request, next) => {
      await next(request);
      throw unreachable('the answer broke off');
    },
    reason: 'HubUnreachable',
  },
  {
    title: 'delayed until after its time is up',
    createMiddle: (clock) => async (request, next, signal) => {
      const { timeoutMs = answerTimeoutMs } = request;
      void arriveLate(clock, timeoutMs + lateMs, async () => next(request));
      await clock.sleep(timeoutMs, signal);
      throw unreachable('there was no answer in time');
    },
    reason: 'HubUnreachable',
  },
  {
    title: 'sent twice',
    createMiddle: () => async (request, next) => {
      await next(request);
      return next(request);
    },
    reason: 'Joined',
  },
  {
    title: 'answered with 429 and Retry-After',
    createMiddle: answering(429, { 'retry-after': '2' }, 'slow down'),
    reason: 'AnswerUnexpected',
  },
  {
    title: 'answered with 500',
    createMiddle: answering(500, { 'content-type': 'application/json' }, '{"error":"internal"}'),
    reason: 'AnswerUnexpected',
  },
  {
    title: 'answered with a page, 503 and Retry-After',
    createMiddle: answering(503, { 'content-type': 'text/html', 'retry-after': '5' }, '<h1>Maintenance</h1>'),
    reason: 'AnswerUnexpected',
  },
  {
    title: 'answered with a page and 502',
    createMiddle: answering(502, { 'content-type': 'text/html' }, '<h1>Bad gateway</h1>'),
    reason: 'AnswerUnexpected',
  },
  {
    title: 'answered with a page and 200',
    createMiddle: answering(200, { 'content-type': 'text/html' }, '<h1>Sign in</h1>'),
    reason: 'AnswerUnexpected',
  },
  {
    title: 'answered by half of its answer',
    createMiddle: altering((response) => ({
      ...response,
      body: response.body.subarray(0, response.body.length / 2),
    })),
    reason: 'AnswerUnexpected',
  },
  {
    title: 'answered without its signature',
    createMiddle: altering((response) => ({ ...response, headers: {} })),
    reason: 'AnswerUnexpected',
  },
  {
    title: 'answered with another body',
    createMiddle: altering((response) => ({
      ...response,
      body: Buffer.from(text(response).replace(/}$/, ',"more":1}').replace('{,', '{')),
    })),
    reason: 'AnswerNotProven',
  },
  {
    title: 'answered with another status',
    createMiddle: altering((response) => ({ ...response, status: 201 })),
    reason: 'AnswerNotProven',
  },
];

/** What the network kept is not lost: it arrives when nobody waits for it any more. */
async function arriveLate(clock: FakeClock, delayMs: number, arrive: () => Promise<unknown>): Promise<void> {
  await clock.sleep(delayMs, new AbortController().signal);
  await arrive().catch(() => undefined);
}
