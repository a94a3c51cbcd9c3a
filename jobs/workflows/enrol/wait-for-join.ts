import { secondaryNames } from '../../core/kubernetes/names.ts';
import { parseMemberIdentitySecret } from '../../core/member-identity/member-identity-secret.ts';
import type { KubernetesApi } from '../../ports/kubernetes-api.ts';
import type { PrimaryPorts } from '../ports.ts';
import { retryBeforeDeadline } from '../retry-before-deadline.ts';
import { JoinFailed, JoinUnfinished } from './errors.ts';
import { readJoinStatus, type SaidStatus } from './read-join-status.ts';

/** Longest wait between two looks, in milliseconds. */
const maxDelayMs = 1000;

export interface WaitForJoinOptions {
  readonly namespace: string;
  /** Of the token the cluster is to join with. */
  readonly tokenDigest: string;
  /** State of the status Secret that is about an earlier token; empty when it is about this one. */
  readonly ignoredVersion: string;
  /** Whether waiting for acceptance is a good end too; so when left out. */
  readonly isPendingEnough?: boolean;
  readonly seconds: number;
  readonly signal: AbortSignal;
  /** Told what the agent says, whenever that changes. */
  readonly tell: (text: string) => void;
}

/**
 * Waits until the agent has joined with this token, or is kept waiting for acceptance.
 *
 * @throws {JoinFailed} When it says that the join failed; DeadlinePassed with its last words.
 */
export async function waitForJoin(
  ports: Pick<PrimaryPorts, 'kubernetes' | 'clock' | 'random' | 'logger'>,
  options: WaitForJoinOptions,
): Promise<SaidStatus> {
  const { namespace, tokenDigest, ignoredVersion, isPendingEnough = true, seconds, signal, tell } = options;
  let told = '';
  return retryBeforeDeadline(ports, { action: 'join', seconds, signal, maxDelayMs }, async () => {
    const usedDigest = await readUsedDigest(ports.kubernetes, namespace);
    const said = await readJoinStatus(ports.kubernetes, namespace);
    const isStanding = said.status === 'Joined' || (isPendingEnough && said.status === 'Pending');
    if (usedDigest === tokenDigest && isStanding) return said;
    const isAboutThis = said.resourceVersion !== ignoredVersion;
    if (isAboutThis && (said.status === 'Rejected' || said.status === 'Failed')) throw new JoinFailed(said);
    if (isAboutThis && said.message !== told) tell(said.message);
    if (isAboutThis) told = said.message;
    throw new JoinUnfinished(isAboutThis ? said : { message: '', remedy: '' });
  });
}

async function readUsedDigest(kubernetes: KubernetesApi, namespace: string): Promise<string | undefined> {
  const secret = await kubernetes.get('Secret', { namespace, name: secondaryNames.identity });
  return secret && parseMemberIdentitySecret(secret).membership?.tokenDigest;
}
