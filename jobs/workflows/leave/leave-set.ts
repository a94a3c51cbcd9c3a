import type { SecondaryConfig } from '#validators/secondary-config';
import { secondaryNames, standDownAnnotation } from '../../core/kubernetes/names.ts';
import { parseSecretData } from '../../core/kubernetes/secret-data.ts';
import type { JoinStatus } from '../../core/join-status/join-status.ts';
import { thumbprint } from '../../core/keys/thumbprint.ts';
import { parseMemberIdentitySecret } from '../../core/member-identity/member-identity-secret.ts';
import type { MemberIdentity } from '../../core/member-identity/member-identity.ts';
import { changeMembership } from '../identity/change-membership.ts';
import type { SecondaryPorts } from '../ports.ts';
import { writeJoinStatus } from '../status/write-join-status.ts';
import { tellHub } from './tell-hub.ts';

/** What leaving needs to know of the release. */
export type LeavingRelease = Pick<SecondaryConfig, 'release' | 'deployment' | 'deadlineSeconds'>;

/** The hub's part of the deadline; the rest is for what is written in this cluster after that. */
const hubShare = 0.5;

/**
 * Leaves the set: tells agent and join of this release to stand down, tells the hub, forgets the
 * membership, says so. The keys stay, so that the same cluster may come back.
 *
 * A hub that cannot be reached does not stop anything; it finds out by not hearing the member.
 *
 * @returns The status that was written.
 */
export async function leaveSet(
  ports: SecondaryPorts,
  config: LeavingRelease,
  signal: AbortSignal,
): Promise<JoinStatus> {
  const { namespace } = config.release;
  const annotations = await buildStandDownMark(ports, config);
  const refusal = await readRefusal(ports, namespace);
  await writeJoinStatus(ports, namespace, describeLeft(undefined, 'Leaving the set.'), { annotations });
  // Only now: a join that ends after this sees the mark and takes itself back, one that ended before is found.
  const identity = await readIdentity(ports, namespace);
  const membership = identity?.membership;
  if (identity === undefined || membership === undefined) {
    const status = { ...describeLeft(identity, 'This cluster left the set.'), ...refusal };
    await writeJoinStatus(ports, namespace, status, { annotations, isLeaveDone: true });
    return status;
  }
  const limits = { signal, seconds: config.deadlineSeconds * hubShare };
  const told = await tellHub(ports, { identity, membership }, limits);
  await changeMembership(ports.kubernetes, namespace, () => undefined);
  const untold = `; the primary "${membership.primaryName}" could not be told and will find it offline`;
  const status = describeLeft(identity, `This cluster left the set${told ? '' : untold}.`);
  await writeJoinStatus(ports, namespace, status, { annotations, isLeaveDone: true });
  return status;
}

/**
 * Reads why a cluster never became a member. That stays readable: where a failed install is undone at once,
 * nobody could read it before.
 */
async function readRefusal(
  { kubernetes }: SecondaryPorts,
  namespace: string,
): Promise<Pick<JoinStatus, 'reason' | 'message' | 'remedy'> | undefined> {
  const secret = await kubernetes.get('Secret', { namespace, name: secondaryNames.status });
  const { status = '', reason, message, remedy } = parseSecretData(secret?.data);
  if (reason === undefined || message === undefined || remedy === undefined) return undefined;
  const isRefusal = ['Joining', 'Rejected', 'Failed', 'Left'].includes(status) && reason !== uninstalled;
  return isRefusal ? { reason, message, remedy } : undefined;
}

async function readIdentity(ports: SecondaryPorts, namespace: string): Promise<MemberIdentity | undefined> {
  const secret = await ports.kubernetes.get('Secret', { namespace, name: secondaryNames.identity });
  if (secret === undefined) return undefined;
  try {
    return parseMemberIdentitySecret(secret);
  } catch (error) {
    ports.logger.warn('Leaving without telling the hub', { err: error });
    return undefined;
  }
}

async function buildStandDownMark(
  ports: SecondaryPorts,
  config: LeavingRelease,
): Promise<Record<string, string>> {
  const { namespace } = config.release;
  const deployment = await ports.kubernetes.get('Deployment', { namespace, name: config.deployment });
  return deployment === undefined ? {} : { [standDownAnnotation]: deployment.metadata.uid };
}

/** Reason of a cluster that was a member, or was never asked to be one. */
const uninstalled = 'Uninstalled';

function describeLeft(identity: MemberIdentity | undefined, message: string): JoinStatus {
  const base = { status: 'Left', reason: uninstalled, message, remedy: '' } as const;
  return identity === undefined ? base : { ...base, thumbprint: thumbprint(identity.signing) };
}
