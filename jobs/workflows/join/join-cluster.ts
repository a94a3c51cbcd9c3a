import type { SecondaryConfig } from '#validators/secondary-config';
import { parseJoinSecret } from '../../core/join-secret/parse-join-secret.ts';
import { planJoin, type JoinPlan } from '../../core/join-plan/plan-join.ts';
import { describeFailure, type JoinStatus } from '../../core/join-status/join-status.ts';
import { thumbprint } from '../../core/keys/thumbprint.ts';
import type { MemberIdentity, Membership } from '../../core/member-identity/member-identity.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import { writeMembership } from '../identity/write-membership.ts';
import type { SecondaryPorts } from '../ports.ts';
import { writeJoinStatus } from '../status/write-join-status.ts';
import { describeMembership, describeWaiting } from './describe-status.ts';
import { handshake } from './handshake.ts';
import { observeSecondary, type Secondary } from './observe-secondary.ts';

/** What a run came to; the status Secret says the same in more words. */
export type JoinOutcome =
  | { readonly step: 'stand-down' }
  | { readonly step: 'wait'; readonly status: JoinStatus }
  | {
      readonly step: 'stay' | 'join';
      readonly status: JoinStatus;
      readonly identity: MemberIdentity;
      readonly membership: Membership;
      readonly kubernetesVersion: string;
    };

/**
 * The join, as Job and agent both run it: look, decide, act, say. Safe to repeat, to kill anywhere and to
 * run twice at once. Whatever the outcome, `mc-join-status` tells it; a member whose new token fails
 * stays the member it was.
 *
 * @param options.isDisowned The hub answered a signed request that it does not know this member.
 * @throws JoineryError whose words stand in the status Secret already.
 */
export async function joinCluster(
  ports: SecondaryPorts,
  config: SecondaryConfig,
  options: { signal: AbortSignal; isDisowned: boolean },
): Promise<JoinOutcome> {
  const secondary = await observeSecondary(ports, config);
  try {
    const plan = decide(secondary, config, options.isDisowned);
    return await act(ports, config, { secondary, plan, signal: options.signal });
  } catch (error) {
    if (!(error instanceof JoineryError)) throw error;
    const known = describeKnown(secondary, options.isDisowned);
    await writeJoinStatus(ports, config.release.namespace, describeFailure(error, known));
    throw error;
  }
}

function decide(secondary: Secondary, config: SecondaryConfig, isDisowned: boolean): JoinPlan {
  const { joinSecret, ...facts } = secondary;
  const order =
    joinSecret && parseJoinSecret({ name: joinSecret.metadata.name, data: joinSecret.data }, config.join);
  return planJoin({ ...facts, order, isDisowned, configuredName: config.name });
}

async function act(
  ports: SecondaryPorts,
  config: SecondaryConfig,
  { secondary, plan, signal }: { secondary: Secondary; plan: JoinPlan; signal: AbortSignal },
): Promise<JoinOutcome> {
  const { identity, clusterUid, kubernetesVersion } = secondary;
  const { namespace } = config.release;
  if (plan.step === 'stand-down') return { step: 'stand-down' };
  if (plan.step === 'wait') {
    const status = describeWaiting(identity, config);
    await writeJoinStatus(ports, namespace, status);
    return { step: 'wait', status };
  }
  if (plan.step === 'join')
    ports.logger.info('Joining', { endpoint: plan.order.endpoint, tokenId: plan.order.token.tokenId });
  const membership =
    plan.step === 'join'
      ? await handshake(
          ports,
          {
            ...plan,
            identity,
            clusterUid,
            versions: { agent: config.version, kubernetes: kubernetesVersion },
          },
          signal,
        )
      : identity.membership;
  if (membership === undefined) throw new TypeError('A plan to stay needs a membership');
  if (plan.step === 'join') await writeMembership(ports.kubernetes, namespace, membership);
  const status = describeMembership(identity, membership);
  await writeJoinStatus(ports, namespace, status);
  return { step: plan.step, status, identity, membership, kubernetesVersion };
}

function describeKnown(secondary: Secondary, isDisowned: boolean): Partial<JoinStatus> {
  const { identity } = secondary;
  if (identity.membership === undefined) return { thumbprint: thumbprint(identity.signing) };
  const { status, ...rest } = describeMembership(identity, identity.membership);
  return isDisowned ? rest : { status, ...rest };
}
