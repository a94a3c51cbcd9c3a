import { MemberUnknown, NameChanged } from '../membership/errors.ts';
import { deriveMemberName, parseMemberName } from '../membership/member-name.ts';
import type { MemberIdentity } from '../member-identity/member-identity.ts';
import type { JoinOrder } from '../join-secret/parse-join-secret.ts';

/** What is there, as observed in one look. */
export interface JoinFacts {
  /** Uid of the agent Deployment; `undefined` when it is gone. */
  readonly deploymentUid: string | undefined;
  /** Uid of the agent Deployment that an uninstall told to stand down. */
  readonly standDownUid: string | undefined;
  /** Uid of the agent Deployment that a person told to leave the set. */
  readonly leaveUid: string | undefined;
  readonly identity: MemberIdentity;
  /** The hub answered that it does not know this member (any more). */
  readonly isDisowned: boolean;
  /** Reads the join Secret. Throws for a bad one, which is no matter while the release is uninstalled. */
  readonly readOrder: () => JoinOrder | undefined;
  /** Name in the release's values; empty for none. */
  readonly configuredName: string;
  readonly clusterUid: string;
}

/** What to do next. */
export type JoinPlan =
  /** A person told this release to leave its set. */
  | { readonly step: 'leave' }
  /** This release is being uninstalled. */
  | { readonly step: 'stand-down' }
  /** There is nothing to join with. */
  | { readonly step: 'wait' }
  /** Member already, and nothing asks for another join. */
  | { readonly step: 'stay'; readonly order: JoinOrder | undefined }
  /** Join, or join again with a token that changed. */
  | { readonly step: 'join'; readonly order: JoinOrder; readonly name: string };

/**
 * Decides from what is there; the same facts give the same plan, in the Job and in the agent.
 *
 * @throws {NameChanged} When a member asks for another name than the one it joined under.
 * @throws {MemberUnknown} When the hub disowned this member and there is no token to come back with.
 * @throws NameInvalid, and what `readOrder` throws
 */
export function planJoin(facts: JoinFacts): JoinPlan {
  // Before standing down, which is a part of it: where leaving was interrupted it goes on.
  if (facts.leaveUid !== undefined && facts.leaveUid === facts.deploymentUid) return { step: 'leave' };
  if (isStandingDown(facts)) return { step: 'stand-down' };
  const membership = facts.identity.membership;
  const order = facts.readOrder();
  const asked = askedName(order, facts.configuredName);
  if (membership !== undefined && asked !== undefined && asked !== membership.memberName) {
    throw new NameChanged({ joinedAs: membership.memberName, asked });
  }
  if (order === undefined && membership === undefined) return { step: 'wait' };
  if (order === undefined && facts.isDisowned) throw new MemberUnknown();
  if (order === undefined) return { step: 'stay', order };
  if (order.tokenDigest === membership?.tokenDigest && !facts.isDisowned) return { step: 'stay', order };
  return { step: 'join', order, name: membership?.memberName ?? asked ?? deriveMemberName(facts.clusterUid) };
}

/** The Deployment of this release is being uninstalled, or is gone already. */
function isStandingDown({ standDownUid, deploymentUid }: JoinFacts): boolean {
  return standDownUid !== undefined && (deploymentUid === undefined || deploymentUid === standDownUid);
}

/** What a person wrote comes before what the token says: a token for another name is then refused, not obeyed. */
function askedName(order: JoinOrder | undefined, configuredName: string): string | undefined {
  if (order?.memberName !== undefined) return order.memberName;
  if (configuredName !== '') return parseMemberName(configuredName);
  return order?.token.memberName === undefined ? undefined : parseMemberName(order.token.memberName);
}
