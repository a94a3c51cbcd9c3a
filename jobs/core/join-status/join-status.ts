import { reasonOf } from '../../errors/reason.ts';
import type { JoineryError } from '../../errors/joinery-error.ts';

/** State of a secondary's membership, as `mc-join-status` shows it. */
export type JoinState =
  /** No join Secret yet. */
  | 'Waiting'
  /** A join Secret is there; trying. */
  | 'Joining'
  /** The primary waits for a person's acceptance. */
  | 'Pending'
  | 'Joined'
  /** The primary said no. */
  | 'Rejected'
  /** Something on this side has to be mended. */
  | 'Failed'
  | 'Left';

/** Everything `mc-join-status` says; members without a value are left out of the Secret. */
export interface JoinStatus {
  readonly status: JoinState;
  /** One CamelCase word. */
  readonly reason: string;
  /** One sentence. */
  readonly message: string;
  /** One imperative sentence; empty when there is nothing to do. */
  readonly remedy: string;
  readonly memberName?: string;
  readonly memberId?: string;
  readonly thumbprint?: string;
  readonly primaryName?: string;
  readonly endpoint?: string;
  /** RFC 3339, UTC. */
  readonly joinedAt?: string;
  /** When the hub was heard last, RFC 3339, UTC; only while it is not heard. */
  readonly lastContact?: string;
  /** What to add to this cluster's clock to meet the hub's; only while they differ too much. */
  readonly clockOffsetSeconds?: string;
}

/** Codes by which the hub, and not this side, says no. */
const hubRefusals = new Set([
  'JOINERY_CLUSTER_ALREADY_MEMBER',
  'JOINERY_DUPLICATE_IDENTITY',
  'JOINERY_JOIN_REFUSED',
  'JOINERY_MEMBER_REMOVED',
  'JOINERY_MEMBER_UNKNOWN',
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

/** Judges which state an error leaves a cluster in that is not a member yet. */
export function stateAfter(error: JoineryError): JoinState {
  if (hubRefusals.has(error.code)) return 'Rejected';
  return error.disposition === 'retry' ? 'Joining' : 'Failed';
}

/** The status an error leaves; `known` is what was true before and stays so. */
export function describeFailure(
  error: JoineryError,
  known: Partial<JoinStatus> & { readonly status?: JoinState },
): JoinStatus {
  return {
    ...known,
    status: known.status ?? stateAfter(error),
    reason: reasonOf(error.code),
    message: error.message,
    remedy: error.remedy,
  };
}
