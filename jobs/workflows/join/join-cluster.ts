import type { SecondaryConfig } from '#validators/secondary-config';
import { parseJoinSecret, type JoinOrder } from '../../core/join-secret/parse-join-secret.ts';
import { planJoin, type JoinPlan } from '../../core/join-plan/plan-join.ts';
import { describeFailure, type JoinStatus } from '../../core/join-status/join-status.ts';
import { thumbprint } from '../../core/keys/thumbprint.ts';
import { IdentityDamaged } from '../../core/member-identity/errors.ts';
import type { MemberIdentity, Membership } from '../../core/member-identity/member-identity.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import { takeUpNextKeys } from '../../core/member-identity/rotate-member-identity.ts';
import { changeIdentity } from '../identity/change-identity.ts';
import { takeUpOrder } from '../../core/sync/take-up.ts';
import { changeMembership } from '../identity/change-membership.ts';
import type { SecondaryPorts } from '../ports.ts';
import { leaveSet } from '../leave/leave-set.ts';
import { tellHub } from '../leave/tell-hub.ts';
import { writeJoinStatus } from '../status/write-join-status.ts';
import { describeContact, describeMembership, describeWaiting } from './describe-status.ts';
import { handshake } from './handshake.ts';
import { observeSecondary, type Secondary } from './observe-secondary.ts';

/** What it takes to stay in touch as a member. */
export interface Standing {
  readonly identity: MemberIdentity;
  readonly membership: Membership;
  readonly kubernetesVersion: string;
}

/** What a run came to; the status Secret says the same in more words. */
export type JoinOutcome =
  | { readonly step: 'stand-down' }
  | { readonly step: 'wait'; readonly status: JoinStatus }
  | ({ readonly step: 'stay' | 'join'; readonly status: JoinStatus } & Standing);

export interface JoinOptions {
  readonly signal: AbortSignal;
  readonly isDisowned: boolean;
  readonly trouble?: JoineryError | undefined;
  readonly lastContact?: Date | undefined;
  readonly clockOffsetSeconds?: number;
  readonly onMember?: (member: Standing | undefined) => void;
}

/**
 * The join, as Job and agent both run it: look, decide, act, say. Safe to repeat, to kill anywhere and to
 * run twice at once. Whatever the outcome, `mc-join-status` tells it; a member whose new token fails
 * stays the member it was.
 *
 * @param options.trouble What keeps the hub from being heard; a member that stays one says it beside being Joined.
 * @param options.lastContact When the hub was heard last, while there is trouble.
 * @param options.clockOffsetSeconds How far the clock is off, if that is to be told.
 * @param options.isDisowned The hub answered a signed request that it does not know this member.
 * @param options.onMember Told of the member this cluster is, or that it is none, before anything is decided:
 *   it stays in touch while a new token fails.
 * @throws JoineryError whose words stand in the status Secret already.
 */
export async function joinCluster(
  ports: SecondaryPorts,
  config: SecondaryConfig,
  options: JoinOptions,
): Promise<JoinOutcome> {
  const secondary = await observe(ports, config);
  const { identity, kubernetesVersion } = secondary;
  const { membership } = identity;
  options.onMember?.(membership && { identity, membership, kubernetesVersion });
  try {
    const plan = decide(secondary, config, options.isDisowned);
    return await act(ports, config, { secondary, plan, options });
  } catch (error) {
    if (!(error instanceof JoineryError)) throw error;
    const known = describeKnown(secondary, options.isDisowned);
    const { deploymentUid } = secondary;
    await writeJoinStatus(ports, config.release.namespace, describeFailure(error, known), { deploymentUid });
    throw error;
  }
}

/** A cluster whose keys are damaged can do nothing any more, whatever it was; that is told too. */
async function observe(ports: SecondaryPorts, config: SecondaryConfig): Promise<Secondary> {
  try {
    return await observeSecondary(ports, config);
  } catch (error) {
    if (error instanceof IdentityDamaged)
      await writeJoinStatus(ports, config.release.namespace, describeFailure(error, {}));
    throw error;
  }
}

function decide(secondary: Secondary, config: SecondaryConfig, isDisowned: boolean): JoinPlan {
  const { joinSecret, ...facts } = secondary;
  const readOrder = () =>
    joinSecret && parseJoinSecret({ name: joinSecret.metadata.name, data: joinSecret.data }, config.join);
  return planJoin({ ...facts, readOrder, isDisowned, configuredName: config.name });
}

async function act(
  ports: SecondaryPorts,
  config: SecondaryConfig,
  { secondary, plan, options }: { secondary: Secondary; plan: JoinPlan; options: JoinOptions },
): Promise<JoinOutcome> {
  const { kubernetesVersion, deploymentUid } = secondary;
  const { namespace } = config.release;
  const { signal } = options;
  if (plan.step === 'stand-down') return { step: 'stand-down' };
  if (plan.step === 'leave') {
    options.onMember?.(undefined);
    await leaveSet(ports, config, signal);
    return { step: 'stand-down' };
  }
  if (plan.step === 'wait') {
    const status = describeWaiting(secondary.identity, config);
    await writeJoinStatus(ports, namespace, status, { deploymentUid });
    return { step: 'wait', status };
  }
  const identity =
    plan.step === 'join'
      ? await join(ports, config, { secondary, plan, signal })
      : await stay(ports, config, { identity: secondary.identity, order: plan.order });
  const { membership } = identity;
  if (membership === undefined) throw new TypeError('A plan to stay needs a membership');
  const standing = describeMembership(identity, membership);
  const status = plan.step === 'stay' ? describeContact(standing, options) : standing;
  const isSaid = await writeJoinStatus(ports, namespace, status, { deploymentUid });
  if (!isSaid) return takeBack(ports, config, { identity, membership, signal });
  return { step: plan.step, status, identity, membership, kubernetesVersion };
}

/** A join Secret with the same token may still name another URL or CA. */
async function stay(
  ports: SecondaryPorts,
  config: SecondaryConfig,
  { identity, order }: { identity: MemberIdentity; order: JoinOrder | undefined },
): Promise<MemberIdentity> {
  const { membership } = identity;
  if (membership === undefined || order === undefined) return identity;
  const changed = takeUpOrder(membership, order);
  if (changed === membership) return identity;
  await changeMembership(ports.kubernetes, config.release.namespace, (stored) =>
    stored?.memberId === changed.memberId ? takeUpOrder(stored, order) : stored,
  );
  return { ...identity, membership: changed };
}

async function join(
  ports: SecondaryPorts,
  config: SecondaryConfig,
  facts: { secondary: Secondary; plan: Extract<JoinPlan, { step: 'join' }>; signal: AbortSignal },
): Promise<MemberIdentity> {
  const { clusterUid, kubernetesVersion } = facts.secondary;
  const { endpoint, token } = facts.plan.order;
  const startedAt = ports.clock.now();
  ports.logger.info('Joining', { endpoint, tokenId: token.tokenId });
  const versions = { agent: config.version, kubernetes: kubernetesVersion };
  const { identity, membership } = await tryKeys(facts.secondary.identity, async (tried) =>
    handshake(ports, { ...facts.plan, identity: tried, clusterUid, versions }, facts.signal),
  );
  const durationMs = ports.clock.now().getTime() - startedAt.getTime();
  ports.logger.info('Answered by the hub', {
    state: membership.state,
    member: membership.memberName,
    durationMs,
  });
  await changeIdentity(ports.kubernetes, config.release.namespace, (stored) => ({
    ...(stored.next?.signing.x === identity.signing.x ? takeUpNextKeys(stored) : stored),
    membership,
  }));
  return { ...identity, membership };
}

/** Where a rotation was interrupted, the hub may hold the name for the next keys already. */
async function tryKeys(
  identity: MemberIdentity,
  shake: (tried: MemberIdentity) => Promise<Membership>,
): Promise<{ identity: MemberIdentity; membership: Membership }> {
  try {
    return { identity, membership: await shake(identity) };
  } catch (error) {
    const isTaken = error instanceof JoineryError && error.code === 'JOINERY_NAME_TAKEN';
    if (!isTaken || identity.next === undefined) throw error;
    const next = takeUpNextKeys(identity);
    return { identity: next, membership: await shake(next) };
  }
}

/** The release was uninstalled while this join was under way: what it brought about is undone. */
async function takeBack(
  ports: SecondaryPorts,
  config: SecondaryConfig,
  facts: { identity: MemberIdentity; membership: Membership; signal: AbortSignal },
): Promise<JoinOutcome> {
  await tellHub(ports, facts, { signal: facts.signal, seconds: config.deadlineSeconds });
  await changeMembership(ports.kubernetes, config.release.namespace, () => undefined);
  return { step: 'stand-down' };
}

function describeKnown(secondary: Secondary, isDisowned: boolean): Partial<JoinStatus> {
  const { identity } = secondary;
  if (identity.membership === undefined) return { thumbprint: thumbprint(identity.signing) };
  const { status, ...rest } = describeMembership(identity, identity.membership);
  return isDisowned ? rest : { status, ...rest };
}
