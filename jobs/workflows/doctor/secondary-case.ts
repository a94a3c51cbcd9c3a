import type { SecondaryConfig } from '#validators/secondary-config';
import { parseJoinSecret, type JoinOrder } from '../../core/join-secret/parse-join-secret.ts';
import { planJoin, type JoinPlan } from '../../core/join-plan/plan-join.ts';
import { createMemberIdentity } from '../../core/member-identity/create-member-identity.ts';
import { leaveAnnotation, secondaryNames, standDownAnnotation } from '../../core/kubernetes/names.ts';
import type { Secret } from '../../core/kubernetes/objects.ts';
import { parseMemberIdentitySecret } from '../../core/member-identity/member-identity-secret.ts';
import type { MemberIdentity } from '../../core/member-identity/member-identity.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import type { DoctorPorts } from './check.ts';
import { once } from './once.ts';
import type { HubAddress } from './send-probe.ts';

/** What a secondary has, each part read when it is asked for first, and once. Nothing is made that is missing. */
export interface SecondaryCase {
  /** The user's join Secret, or the chart's when the user has none. */
  readonly joinSecret: () => Promise<Stored<Secret> | undefined>;
  /** What the join Secret asks for. @throws What `parseJoinSecret` throws */
  readonly order: () => Promise<JoinOrder | undefined>;
  /** Keys and membership, if there are any yet. @throws {IdentityDamaged} */
  readonly identity: () => Promise<MemberIdentity | undefined>;
  readonly status: () => Promise<Stored<Secret> | undefined>;
  /** What agent and join would do next. @throws What `planJoin` throws */
  readonly plan: () => Promise<JoinPlan>;
  /** Keys to sign a probe with: the member's, or new ones that nobody knows. */
  readonly keys: () => Promise<MemberIdentity>;
  /** Where the hub is, by a token that is not used yet, else by the membership. */
  readonly address: () => Promise<HubAddress | undefined>;
}

/** Prepares to look at the release of a secondary. */
export function openSecondaryCase(
  { kubernetes, random, clock }: DoctorPorts,
  config: SecondaryConfig,
): SecondaryCase {
  const { namespace } = config.release;
  const read = async (name: string) => kubernetes.get('Secret', { namespace, name });
  const joinSecret = once(
    async () => (await read(config.join.existingSecret)) ?? (await read(config.join.chartSecret)),
  );
  const status = once(async () => read(secondaryNames.status));
  const order = once(async () => {
    const secret = await joinSecret();
    return secret && parseJoinSecret({ name: secret.metadata.name, data: secret.data }, config.join);
  });
  const identity = once(async () => {
    const secret = await read(secondaryNames.identity);
    return secret && parseMemberIdentitySecret(secret);
  });
  const keys = once(async () => (await identity()) ?? createMemberIdentity(random.bytes(64), clock.now()));
  const plan = once(async () => {
    const [deployment, kubeSystem, told, wanted] = await Promise.all([
      kubernetes.get('Deployment', { namespace, name: config.deployment }),
      kubernetes.get('Namespace', { name: 'kube-system' }),
      status(),
      order(),
    ]);
    return planJoin({
      deploymentUid: deployment?.metadata.uid,
      standDownUid: told?.metadata.annotations?.[standDownAnnotation],
      leaveUid: told?.metadata.annotations?.[leaveAnnotation],
      identity: await keys(),
      isDisowned: false,
      readOrder: () => wanted,
      configuredName: config.name,
      clusterUid: kubeSystem?.metadata.uid ?? '',
    });
  });
  const address = once(async () => {
    const membership = (await identity().catch(() => undefined))?.membership;
    const wanted = await order().catch(() => undefined);
    if (wanted !== undefined && wanted.tokenDigest !== membership?.tokenDigest) {
      return addressOf(wanted, config.join.extraCa);
    }
    if (membership === undefined) return undefined;
    const { endpoint, hubId: pin, extraCa } = membership;
    return { endpoint, pin, extraCa: joinPems([extraCa, config.join.extraCa]) };
  });
  return { joinSecret, order, identity, status, plan, keys, address };
}

function addressOf({ endpoint, extraCa: written, token }: JoinOrder, configured: string): HubAddress {
  const { hubThumbprint: pin, caDigest } = token;
  const extraCa = joinPems([written, configured]);
  return { endpoint, pin, extraCa, ...(caDigest === undefined ? {} : { caDigest }) };
}

function joinPems(pems: readonly string[]): string {
  return pems.filter((pem) => pem !== '').join('\n');
}
