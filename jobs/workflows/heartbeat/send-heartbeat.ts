import isHeartbeatAnswer, { type HeartbeatAnswer } from '#validators/heartbeat-answer';
import type { MemberIdentity, Membership } from '../../core/member-identity/member-identity.ts';
import { AnswerNotProven } from '../../core/protocol/errors.ts';
import { newestKey } from '../../core/protocol/key-chain.ts';
import { wirePaths } from '../../core/protocol/wire.ts';
import { exchange } from '../exchange/exchange.ts';
import type { SecondaryPorts } from '../ports.ts';

/** One heartbeat. `sequence` counts up within an `instance`, from 1. */
export interface Heartbeat {
  readonly identity: MemberIdentity;
  readonly membership: Membership;
  readonly instance: string;
  readonly sequence: number;
  readonly versions: { readonly agent: string; readonly kubernetes: string };
  readonly clockOffsetMs: number;
}

/**
 * Tells the hub that this member is there.
 *
 * @returns What the hub says of the membership, and the clock difference to sign with next time.
 * @throws RefusedByHub with code `JOINERY_MEMBER_UNKNOWN` when the hub has no such member any more.
 */
export async function sendHeartbeat(
  ports: Pick<SecondaryPorts, 'clock' | 'random' | 'hub'>,
  heartbeat: Heartbeat,
  signal: AbortSignal,
): Promise<HeartbeatAnswer & { clockOffsetMs: number }> {
  const { identity, membership, instance, sequence, versions, clockOffsetMs } = heartbeat;
  const { endpoint, extraCa, chain, memberName } = membership;
  const answer = await exchange(
    ports,
    { endpoint, extraCa, proof: { chain }, signing: identity.signing, clockOffsetMs },
    {
      path: wirePaths.heartbeat,
      body: { name: memberName, instance, sequence, versions, hubKey: newestKey(chain) },
    },
    signal,
  );
  if (!isHeartbeatAnswer(answer.body)) {
    throw new AnswerNotProven({ endpoint, found: 'it is not the answer to a heartbeat' });
  }
  return { ...answer.body, clockOffsetMs: answer.clockOffsetMs };
}
