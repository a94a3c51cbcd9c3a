import type { JoinAnswer } from '#validators/join-answer';
import { ClusterAlreadyMember, MemberRemoved, NameTaken } from '../../core/membership/errors.ts';
import { parseMemberName } from '../../core/membership/member-name.ts';
import type { Member } from '../../core/membership/member.ts';
import { renderTimestamp } from '../../core/kubernetes/timestamp.ts';
import { primaryNames } from '../../core/kubernetes/names.ts';
import { assertTokenUsable } from '../../core/verifier/assert-token-usable.ts';
import { buildVerifierSecret, parseVerifierSecret } from '../../core/verifier/verifier-secret.ts';
import { findUse, recordUse, type TokenUse, type Verifier } from '../../core/verifier/verifier.ts';
import type { KubernetesApi, Stored } from '../../ports/kubernetes-api.ts';
import { KubernetesConflict } from '../../ports/kubernetes-errors.ts';
import { changeObject } from '../change-object.ts';
import type { Hub } from '../hub/hub.ts';
import type { PrimaryPorts } from '../ports.ts';
import { claimCluster } from './claim-cluster.ts';
import type { ProvedJoin } from './receive-join.ts';
import { writeMember } from './write-member.ts';

/** How often a member beats, in seconds. */
export const heartbeatSeconds = 10;

/**
 * Lets a proved sender in: checks that name, cluster and token allow it, records the use of the token in
 * one conditional update, then writes the `Member`. Killed between the two, a repeat finishes.
 *
 * @throws NameInvalid, {@link NameTaken}, {@link ClusterAlreadyMember}, {@link MemberRemoved}, and what
 *   `assertTokenUsable` throws
 */
export async function admitMember(ports: PrimaryPorts, hub: Hub, join: ProvedJoin): Promise<JoinAnswer> {
  const { config } = hub;
  const name = parseMemberName(join.request.name);
  const ref = { namespace: config.namespace, name };
  const member = await ports.kubernetes.get('Member', ref);
  await assertTokenAllows(ports, hub, join, member);
  const { clusterUid } = join.request;
  const holder = await claimCluster(ports.kubernetes, config.namespace, { clusterUid, name });
  if (holder !== name) throw new ClusterAlreadyMember({ name, holder });
  const use = await spendToken(ports, hub, join, {
    name,
    memberId: member?.status?.id ?? ports.random.uuid(),
  });
  const canReplace = isReplacing(join.verifier, join.thumbprint);
  const written = await writeMember(ports, hub, join, { name, memberId: use.memberId, canReplace });
  if (!use.admitted)
    await changeVerifier(ports, hub, join, (verifier) => recordUse(verifier, { ...use, admitted: true }));
  return buildAnswer(hub, written);
}

/** A token that may replace does so once for a key: later it only lets that key back in, if it still holds the name. */
function isReplacing(verifier: Verifier, thumbprint: string): boolean {
  return verifier.replace && findUse(verifier, thumbprint)?.admitted !== true;
}

async function assertTokenAllows(
  ports: PrimaryPorts,
  { config }: Hub,
  { verifier, thumbprint, request }: ProvedJoin,
  member: Stored<Member> | undefined,
): Promise<void> {
  const { name } = request;
  if (name === config.name) throw new NameTaken({ name, holder: 'the primary itself' });
  const ref = { namespace: config.namespace, name: verifier.secretName };
  const secret = await ports.kubernetes.get('Secret', ref);
  const secretExists = secret?.metadata.uid === verifier.secretUid;
  assertTokenUsable(verifier, { name, thumbprint, secretExists, now: ports.clock.now() });
  const holder = member?.status?.thumbprint;
  if (holder !== undefined && holder !== thumbprint && !isReplacing(verifier, thumbprint))
    throw new NameTaken({ name, holder });
  if (member === undefined && findUse(verifier, thumbprint)?.admitted === true)
    throw new MemberRemoved({ name });
}

async function spendToken(
  ports: PrimaryPorts,
  hub: Hub,
  join: ProvedJoin,
  { name, memberId }: { name: string; memberId: string },
): Promise<TokenUse> {
  const { thumbprint } = join;
  const now = ports.clock.now();
  const fresh: TokenUse = { thumbprint, name, memberId, at: renderTimestamp(now), admitted: false };
  const verifier = await changeVerifier(ports, hub, join, (current) => {
    assertTokenUsable(current, { name, thumbprint, secretExists: true, now });
    return findUse(current, thumbprint)?.name === name ? undefined : recordUse(current, fresh);
  });
  return findUse(verifier, thumbprint) ?? fresh;
}

async function changeVerifier(
  { kubernetes }: { kubernetes: KubernetesApi },
  { config }: Hub,
  { verifier: { tokenId } }: ProvedJoin,
  change: (verifier: Verifier) => Verifier | undefined,
): Promise<Verifier> {
  const ref = { namespace: config.namespace, name: primaryNames.verifier(tokenId) };
  const written = await changeObject(kubernetes, 'Secret', ref, (stored) => {
    const verifier = parseVerifierSecret(stored);
    const changed = verifier && change(verifier);
    return changed && { ...stored, data: buildVerifierSecret(changed, config.namespace).data ?? {} };
  });
  const verifier = written && parseVerifierSecret(written);
  if (verifier === undefined)
    throw new KubernetesConflict({ action: `record the use of token "${tokenId}"`, attempts: 1 });
  return verifier;
}

function buildAnswer({ config, identity }: Hub, member: Stored<Member>): JoinAnswer {
  const isAccepted = config.approval === 'automatic' || member.spec?.accepted === true;
  return {
    state: isAccepted ? 'Joined' : 'Pending',
    member: {
      name: member.metadata.name,
      id: member.status?.id ?? '',
      joinedAt: member.status?.joinedAt ?? '',
    },
    primary: { name: config.name },
    chain: identity.chain.map((link) => ({ ...link })) as JoinAnswer['chain'],
    heartbeatSeconds,
  };
}
