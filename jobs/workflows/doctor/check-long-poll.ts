import type { Result } from '../../core/diagnosis/finding.ts';
import { shortestHoldSeconds } from '../../core/sync/hold.ts';
import type { HubWay } from './hub-way.ts';

/** Time an answer gets beyond its hold, in milliseconds. */
const graceMs = 10_000;

/** Whether an answer that is held back comes through. */
export async function checkLongPoll(way: HubWay, holdSeconds: number): Promise<Result> {
  const timeoutMs = holdSeconds * 1000 + graceMs;
  const { reply, durationMs } = await way.probe({ request: { holdSeconds }, timeoutMs });
  const seconds = Math.round(durationMs / 1000);
  if (reply.kind === 'answer') {
    const { heldSeconds } = reply.answer;
    if (heldSeconds >= holdSeconds)
      return { severity: 'ok', found: `An answer was held for ${heldSeconds} seconds.` };
    return {
      severity: 'info',
      found: `The hub held an answer for ${heldSeconds} of ${holdSeconds} seconds, since others ask it too or it stops.`,
      remedy: 'Look again in a minute.',
    };
  }
  if (reply.kind === 'refusal') {
    return { severity: 'info', found: `The hub held no answer back: ${reply.problem.detail}.` };
  }
  const cause =
    reply.kind === 'foreign' ? `with HTTP ${reply.response.status}` : 'by breaking the connection';
  return {
    // No agent asks for less.
    severity: seconds < shortestHoldSeconds ? 'error' : 'warning',
    found: `An answer that the hub holds for ${holdSeconds} seconds was cut after ${seconds}, ${cause}.`,
    remedy:
      'Let ingress and proxies keep requests open for 60 seconds; until then the agent asks for shorter times and ' +
      'more often.',
  };
}
