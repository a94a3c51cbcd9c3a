import { parseHubIdentitySecret } from '../../core/hub-identity/hub-identity-secret.ts';
import { primaryNames, secondaryNames } from '../../core/kubernetes/names.ts';
import { parseMemberIdentitySecret } from '../../core/member-identity/member-identity-secret.ts';
import type { Membership } from '../../core/member-identity/member-identity.ts';
import { parseMemberName } from '../../core/membership/member-name.ts';
import type { KubernetesApi } from '../../ports/kubernetes-api.ts';
import { giveToken } from '../enrol/give-token.ts';
import { readJoinStatus, type SaidStatus } from '../enrol/read-join-status.ts';
import { waitForJoin } from '../enrol/wait-for-join.ts';
import { acceptMember } from '../members/order-member.ts';
import type { PrimaryPorts } from '../ports.ts';
import { NotInstalled } from '../release/errors.ts';
import { findDeployment } from '../release/find-deployment.ts';
import { createToken } from '../token/create-token.ts';
import { InAnotherSet } from './errors.ts';

export interface BootstrapOptions {
  /** Namespace of the set on the primary, and of the releases on both. */
  readonly setNamespace: string;
  readonly primaryNamespace: string;
  readonly secondaryNamespace: string;
  readonly joinSecret: string;
  /** Name the secondary is to have; the token is bound to it. The release's own, or a derived one, when left out. */
  readonly memberName?: string | undefined;
  readonly seconds: number;
  readonly signal: AbortSignal;
  readonly tell: (text: string) => void;
}

/** The token is used within the minute; nobody else is to find it useful. */
const tokenTtl = '1h';

/**
 * Joins the one cluster to the other. Whoever runs it holds both, so a member that waits for acceptance is
 * accepted, by the thumbprint its own cluster shows. A repeat finds the cluster joined and changes nothing.
 *
 * @throws {NotInstalled} {@link InAnotherSet}, and what creating a token and joining throw
 */
export async function bootstrapSecondary(
  ports: { readonly primary: PrimaryPorts; readonly secondary: PrimaryPorts },
  options: BootstrapOptions,
): Promise<SaidStatus> {
  const { primary, secondary } = ports;
  const { setNamespace, secondaryNamespace: namespace, seconds, signal, tell } = options;
  if (options.memberName !== undefined) parseMemberName(options.memberName);
  await findDeployment(primary.kubernetes, options.primaryNamespace, 'hub');
  await findDeployment(secondary.kubernetes, namespace, 'agent');
  const hubId = await readHubId(primary.kubernetes, setNamespace);
  const membership = await readMembership(secondary.kubernetes, namespace);
  if (membership !== undefined && membership.hubId !== hubId) throw new InAnotherSet(membership);
  const before = await readJoinStatus(secondary.kubernetes, namespace);
  if (membership !== undefined && before.status === 'Joined' && before.remedy === '') return before;

  const memberName = options.memberName ?? membership?.memberName;
  const token = await createToken(
    primary,
    { ttl: tokenTtl, ...(memberName === undefined ? {} : { memberName }) },
    { namespace: setNamespace, seconds, signal },
  );
  tell(`Token Secret "${token.name}": ${token.message}`);
  const texts = {
    token: token.token.reveal(),
    ...(memberName === undefined ? {} : { 'member-name': memberName }),
  };
  const { tokenDigest } = await giveToken(secondary.kubernetes, {
    namespace,
    secretName: options.joinSecret,
    texts,
  });
  tell(`Join Secret "${options.joinSecret}" written; waiting for the agent.`);
  const ignoredVersion = before.resourceVersion;
  const wait = { namespace, tokenDigest, ignoredVersion, seconds, signal, tell };
  const said = await waitForJoin(secondary, wait);
  return said.status === 'Pending' ? accept(ports, options, { said, wait }) : said;
}

async function accept(
  { primary, secondary }: { readonly primary: PrimaryPorts; readonly secondary: PrimaryPorts },
  { setNamespace, tell }: BootstrapOptions,
  { said, wait }: { said: SaidStatus; wait: Parameters<typeof waitForJoin>[1] },
): Promise<SaidStatus> {
  const { 'member-name': name = '', thumbprint = '' } = said.texts;
  await acceptMember(primary, { namespace: setNamespace, name }, thumbprint);
  tell(`Accepted "${name}" with the key ${thumbprint}.`);
  return waitForJoin(secondary, { ...wait, isPendingEnough: false });
}

async function readHubId(kubernetes: KubernetesApi, namespace: string): Promise<string> {
  const secret = await kubernetes.get('Secret', { namespace, name: primaryNames.hubIdentity });
  if (secret === undefined) throw new NotInstalled({ role: 'primary', namespace });
  return parseHubIdentitySecret(secret).hubId;
}

async function readMembership(kubernetes: KubernetesApi, namespace: string): Promise<Membership | undefined> {
  const secret = await kubernetes.get('Secret', { namespace, name: secondaryNames.identity });
  return secret && parseMemberIdentitySecret(secret).membership;
}
