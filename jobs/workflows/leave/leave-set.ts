import type { SecondaryConfig } from '#validators/secondary-config';
import { secondaryNames, standDownAnnotation } from '../../core/kubernetes/names.ts';
import type { JoinStatus } from '../../core/join-status/join-status.ts';
import { thumbprint } from '../../core/keys/thumbprint.ts';
import { parseMemberIdentitySecret } from '../../core/member-identity/member-identity-secret.ts';
import type { MemberIdentity } from '../../core/member-identity/member-identity.ts';
import { writeMembership } from '../identity/write-membership.ts';
import type { SecondaryPorts } from '../ports.ts';
import { writeJoinStatus } from '../status/write-join-status.ts';
import { tellHub } from './tell-hub.ts';

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
  config: SecondaryConfig,
  signal: AbortSignal,
): Promise<JoinStatus> {
  const { namespace } = config.release;
  const identity = await readIdentity(ports, namespace);
  const annotations = await buildStandDownMark(ports, config);
  const membership = identity?.membership;
  await writeJoinStatus(ports, namespace, describeLeft(identity, 'Leaving the set.'), { annotations });
  const told =
    identity === undefined ||
    membership === undefined ||
    (await tellHub(ports, { identity, membership }, signal));
  if (membership !== undefined) await writeMembership(ports.kubernetes, namespace, undefined);
  const status = describeLeft(
    identity,
    told
      ? 'This cluster left the set.'
      : `This cluster left the set; the primary "${membership?.primaryName}" could not be told and will find it offline.`,
  );
  await writeJoinStatus(ports, namespace, status, { annotations });
  return status;
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
  config: SecondaryConfig,
): Promise<Record<string, string>> {
  const { namespace } = config.release;
  const deployment = await ports.kubernetes.get('Deployment', { namespace, name: config.deployment });
  return deployment === undefined ? {} : { [standDownAnnotation]: deployment.metadata.uid };
}

function describeLeft(identity: MemberIdentity | undefined, message: string): JoinStatus {
  const base = { status: 'Left', reason: 'Uninstalled', message, remedy: '' } as const;
  return identity === undefined ? base : { ...base, thumbprint: thumbprint(identity.signing) };
}
