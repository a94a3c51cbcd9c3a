import { hasCondition } from '../../core/membership/member-conditions.ts';
import type { Member } from '../../core/membership/member.ts';
import type { KubernetesApi, Stored } from '../../ports/kubernetes-api.ts';
import { KubernetesKindMissing } from '../../ports/kubernetes-errors.ts';
import { readJoinStatus } from '../enrol/read-join-status.ts';
import { isPrimary } from '../members/find-member.ts';

/** What a cluster is on one side of a set. */
export interface ClusterRole {
  readonly role: 'primary' | 'secondary';
  /** Name of the member; empty for a secondary that never joined. */
  readonly name: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  readonly remedy: string;
  /** Of the primary: its URL as members call it; of a secondary: the one it calls. */
  readonly endpoint: string;
  readonly thumbprint: string;
}

/** Looks at both sides: a cluster may be the primary of one set and a secondary of another. */
export async function observeCluster(
  kubernetes: KubernetesApi,
  { setNamespace, namespace }: { setNamespace: string; namespace: string },
): Promise<ClusterRole[]> {
  const [primary, secondary] = await Promise.all([
    observePrimary(kubernetes, setNamespace),
    observeSecondarySide(kubernetes, namespace),
  ]);
  return [...primary, ...secondary];
}

async function observePrimary(kubernetes: KubernetesApi, namespace: string): Promise<ClusterRole[]> {
  const members = await listMembers(kubernetes, namespace);
  const own = members.find(isPrimary);
  if (own === undefined) return [];
  const conditions = own.status?.conditions ?? [];
  const trouble = conditions.find(
    ({ type, status }) => status === 'False' && (type === 'Serving' || type === 'Online'),
  );
  const inSet = members.filter(({ status }) => hasCondition(status?.conditions, 'Joined', 'True'));
  const online = inSet.filter(({ status }) => hasCondition(status?.conditions, 'Online', 'True'));
  const count = `${inSet.length} ${inSet.length === 1 ? 'cluster' : 'clusters'} in the set, ${online.length} online.`;
  return [
    {
      role: 'primary',
      name: own.metadata.name,
      status: trouble === undefined ? 'Serving' : 'NotServing',
      reason: trouble?.reason ?? 'IsPrimary',
      message: trouble === undefined ? count : `${trouble.message} ${count}`,
      remedy: '',
      endpoint: own.status?.endpoint ?? '',
      thumbprint: own.status?.thumbprint ?? '',
    },
  ];
}

async function listMembers(kubernetes: KubernetesApi, namespace: string): Promise<Stored<Member>[]> {
  try {
    return await kubernetes.list('Member', { namespace });
  } catch (error) {
    // Without the CRD this cluster never was a primary.
    if (error instanceof KubernetesKindMissing) return [];
    throw error;
  }
}

async function observeSecondarySide(kubernetes: KubernetesApi, namespace: string): Promise<ClusterRole[]> {
  const { status, reason, message, remedy, texts } = await readJoinStatus(kubernetes, namespace);
  if (status === '') return [];
  const { 'member-name': name = '', endpoint = '', thumbprint = '' } = texts;
  return [{ role: 'secondary', name, status, reason, message, remedy, endpoint, thumbprint }];
}
