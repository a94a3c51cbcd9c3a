import type { JoinAnswer } from '#validators/join-answer';
import { ClusterAlreadyMember, MemberRemoved, NameTaken } from '../../core/membership/errors.ts';
import { parseMemberName } from '../../core/membership/member-name.ts';
import type { Member } from '../../core/membership/member.ts';
import { renderTimestamp } from '../../core/kubernetes/timestamp.ts';
import type { Secret } from '../../core/kubernetes/objects.ts';
import { JoinRefused } from '../../core/verifier/errors.ts';
import { assertTokenUsable } from '../../core/verifier/assert-token-usable.ts';
import { buildVerifierSecret, parseVerifierSecret } from '../../core/verifier/verifier-secret.ts';
import { findUse, keyOfUse, recordUse, type TokenUse, type Verifier } from '../../core/verifier/verifier.ts';
import type { KubernetesApi, Stored } from '../../ports/kubernetes-api.ts';
import { changeObject } from '../change-object.ts';
import type { Hub } from '../hub/hub.ts';
import type { PrimaryPorts } from '../ports.ts';
import { claimCluster } from './claim-cluster.ts';
import type { ProvedJoin } from './receive-join.ts';
import { tellOfMember, writeMember } from './write-member.ts';

/** A proved sender, and the key under which it used the token if it did: it may have changed keys since. */
interface Applicant extends ProvedJoin {
  readonly user: string;
}

/**
 * Lets a proved sender in: checks that name, cluster and token allow it, records the use of the token in
 * one conditional update, then writes the `Member`. Killed between the two, a repeat finishes.
 *
 * @throws NameInvalid, {@link NameTaken}, {@link ClusterAlreadyMember}, {@link MemberRemoved}, and what
 *   `assertTokenUsable` throws
 */
export async function admitMember(ports: PrimaryPorts, hub: Hub, proved: ProvedJoin): Promise<JoinAnswer> {
  const { config } = hub;
  const name = parseMemberName(proved.request.name);
  const ref = { namespace: config.namespace, name };
  const secretRef = { namespace: config.namespace, name: proved.verifier.secretName };
  const [member, secret] = await Promise.all([
    ports.kubernetes.get('Member', ref),
    ports.kubernetes.get('Secret', secretRef),
  ]);
  const secretExists = secret?.metadata.uid === proved.verifier.secretUid;
  const join = { ...proved, user: keyOfUse(proved.verifier, proved.thumbprint, member?.status) };
  assertTokenAllows(hub, join, { member, secretExists, now: ports.clock.now() });
  const { clusterUid } = join.request;
  if (join.verifier.clone !== true) {
    const holder = await claimCluster(ports.kubernetes, config.namespace, { clusterUid, name });
    if (holder !== name) throw new ClusterAlreadyMember({ name, holder });
  }
  const memberId = member?.status?.id ?? ports.random.uuid();
  const spent = await spendToken(ports, hub, join, { name, memberId });
  const canReplace = isReplacing(join.verifier, join.user);
  const { written, isNews } = await writeMember(ports, hub, join, {
    name,
    memberId: spent.use.memberId,
    canReplace,
  });
  await Promise.all([
    spent.use.admitted ? undefined : markAdmitted(ports, hub, join, spent),
    isNews ? tellOfMember(ports, written, join) : undefined,
  ]);
  return buildAnswer(hub, written);
}

/** A token that may replace does so once for a key: later it only lets that key back in, if it still holds the name. */
function isReplacing(verifier: Verifier, thumbprint: string): boolean {
  return verifier.replace && findUse(verifier, thumbprint)?.admitted !== true;
}

/**
 * Refuses a join that name, key or token do not allow. Looks at nothing but its arguments.
 *
 * @throws {NameTaken} {@link MemberRemoved}, and what `assertTokenUsable` throws
 */
export function assertTokenAllows(
  { config }: Pick<Hub, 'config'>,
  {
    verifier,
    thumbprint,
    user,
    request,
  }: Pick<Applicant, 'verifier' | 'thumbprint' | 'user'> & {
    readonly request: Pick<ProvedJoin['request'], 'name'>;
  },
  facts: { member: Stored<Member> | undefined; secretExists: boolean; now: Date },
): void {
  const { name } = request;
  if (name === config.name) throw new NameTaken({ name, holder: 'the primary itself' });
  assertTokenUsable(verifier, { name, thumbprint: user, ...facts });
  const holder = facts.member?.status?.thumbprint;
  if (holder !== undefined && holder !== thumbprint && !isReplacing(verifier, user)) {
    throw new NameTaken({ name, holder });
  }
  if (facts.member === undefined && findUse(verifier, user)?.admitted === true) {
    throw new MemberRemoved({ name });
  }
}

/** The use of a token as recorded, and the verifier's Secret that says so. */
interface SpentToken {
  readonly use: TokenUse;
  readonly verifierSecret: Stored<Secret>;
}

async function spendToken(
  ports: PrimaryPorts,
  hub: Hub,
  join: Applicant,
  { name, memberId }: { name: string; memberId: string },
): Promise<SpentToken> {
  const { user: thumbprint } = join;
  const now = ports.clock.now();
  const fresh: TokenUse = { thumbprint, name, memberId, at: renderTimestamp(now), admitted: false };
  const { verifier, verifierSecret } = await changeVerifier(ports, hub, join.verifierSecret, (current) => {
    assertTokenUsable(current, { name, thumbprint, secretExists: true, now });
    return findUse(current, thumbprint)?.name === name ? undefined : recordUse(current, fresh);
  });
  return { use: findUse(verifier, thumbprint) ?? fresh, verifierSecret };
}

/** From here on a missing `Member` means that a person removed it. */
async function markAdmitted(
  ports: PrimaryPorts,
  hub: Hub,
  { user: thumbprint }: Applicant,
  { use, verifierSecret }: SpentToken,
): Promise<void> {
  await changeVerifier(ports, hub, verifierSecret, (verifier) =>
    findUse(verifier, thumbprint)?.admitted === true
      ? undefined
      : recordUse(verifier, { ...use, admitted: true }),
  );
}

async function changeVerifier(
  { kubernetes }: { kubernetes: KubernetesApi },
  { config }: Hub,
  known: Stored<Secret>,
  change: (verifier: Verifier) => Verifier | undefined,
): Promise<{ verifier: Verifier; verifierSecret: Stored<Secret> }> {
  const ref = { namespace: config.namespace, name: known.metadata.name };
  const verifierSecret = await changeObject(
    kubernetes,
    'Secret',
    ref,
    (stored) => {
      const verifier = parseVerifierSecret(stored);
      const changed = verifier && change(verifier);
      return changed && { ...stored, data: buildVerifierSecret(changed, config.namespace).data ?? {} };
    },
    undefined,
    known,
  );
  const verifier = verifierSecret && parseVerifierSecret(verifierSecret);
  // Discarded or altered since the proof was checked.
  if (verifierSecret === undefined || verifier === undefined) throw new JoinRefused();
  return { verifier, verifierSecret };
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
    chain: identity().chain.map((link) => ({ ...link })) as JoinAnswer['chain'],
  };
}
