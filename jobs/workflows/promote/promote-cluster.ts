import { isDeepStrictEqual } from 'node:util';
import type { PrimaryConfig } from '#validators/primary-config';
import { parseEndpoint } from '../../core/endpoint/parse-endpoint.ts';
import { renderTimestamp } from '../../core/kubernetes/timestamp.ts';
import { publicHalf } from '../../core/keys/public-half.ts';
import { NameChanged, NameTaken } from '../../core/membership/errors.ts';
import { setCondition } from '../../core/membership/member-conditions.ts';
import { parseMemberName } from '../../core/membership/member-name.ts';
import { memberApiVersion, type MemberStatus } from '../../core/membership/member.ts';
import type { HubIdentity } from '../../core/hub-identity/hub-identity.ts';
import { thumbprint } from '../../core/keys/thumbprint.ts';
import { parseTtl } from '../../core/verifier/parse-token-request.ts';
import { claimCluster } from '../admit/claim-cluster.ts';
import { changeObject } from '../change-object.ts';
import { finishDissolution } from '../dissolve/finish-dissolution.ts';
import { ensureHubIdentity } from '../identity/ensure-hub-identity.ts';
import type { PrimaryPorts } from '../ports.ts';
import { TokenTtlInvalid } from './errors.ts';

/**
 * Makes this cluster the primary of its set: checks the settings, makes or finds the hub's identity, and
 * writes the primary's own `Member`. The Job and every hub replica run it; repeats change nothing.
 *
 * @throws NameInvalid, UrlInvalid, UrlInsecure, {@link TokenTtlInvalid}, {@link NameTaken},
 *   {@link NameChanged}, HubKeyMissing, HubKeyDamaged
 */
export async function promoteCluster(ports: PrimaryPorts, config: PrimaryConfig): Promise<HubIdentity> {
  parseMemberName(config.name);
  for (const url of [config.ingressURL, ...config.additionalURLs])
    parseEndpoint(url, config.allowInsecureURL);
  if (parseTtl(config.tokenTTL) === undefined) {
    throw new TokenTtlInvalid({ ttl: config.tokenTTL });
  }
  await finishDissolution(ports, config);
  const identity = await ensureHubIdentity(ports, config);
  const [kubeSystem, kubernetes] = await Promise.all([
    ports.kubernetes.get('Namespace', { name: 'kube-system' }),
    ports.kubernetes.serverVersion(),
  ]);
  const clusterUID = kubeSystem?.metadata.uid ?? '';
  await claimOwnCluster(ports, config, clusterUID);
  await writeOwnMember(ports, config, {
    clusterUID,
    versions: { agent: config.version, kubernetes },
    keys: { signing: publicHalf(identity.signing), sealing: publicHalf(identity.sealing) },
    thumbprint: thumbprint(identity.signing),
    chain: identity.chain,
  });
  return identity;
}

/** The primary is a member like others: it has one name, and cannot join its own set as a second one. */
async function claimOwnCluster(
  ports: PrimaryPorts,
  config: PrimaryConfig,
  clusterUid: string,
): Promise<void> {
  const { name } = config;
  const holder = await claimCluster(ports.kubernetes, config.namespace, { clusterUid, name });
  if (holder !== name) throw new NameChanged({ joinedAs: holder, asked: name });
}

async function writeOwnMember(
  ports: PrimaryPorts,
  { namespace, name }: PrimaryConfig,
  {
    chain,
    ...facts
  }: Required<Pick<MemberStatus, 'clusterUID' | 'versions' | 'keys' | 'thumbprint'>> &
    Pick<HubIdentity, 'chain'>,
): Promise<void> {
  const metadata = { namespace, name };
  await ports.kubernetes.create('Member', { apiVersion: memberApiVersion, kind: 'Member', metadata });
  await changeObject(
    ports.kubernetes,
    'Member',
    metadata,
    (stored) => {
      const before = stored.status ?? {};
      const isOurs = chain.some(({ key }) => thumbprint(key) === before.thumbprint);
      if (before.thumbprint !== undefined && !isOurs) {
        throw new NameTaken({ name, holder: before.thumbprint });
      }
      const now = ports.clock.now();
      const message = 'This cluster is the primary.';
      const good = { status: 'True', reason: 'IsPrimary', message } as const;
      const joined = setCondition(before.conditions ?? [], { type: 'Joined', ...good }, now);
      const conditions = [...setCondition(joined, { type: 'Online', ...good }, now)];
      const id = before.id ?? ports.random.uuid();
      const status = {
        ...before,
        ...facts,
        id,
        joinedAt: before.joinedAt ?? renderTimestamp(now),
        conditions,
      };
      return isDeepStrictEqual(status, before) ? undefined : { ...stored, status };
    },
    (member) => ports.kubernetes.updateStatus('Member', member),
  );
}
