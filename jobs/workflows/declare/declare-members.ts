import type { DeclaredMember, PrimaryConfig } from '#validators/primary-config';
import { memberAnnotations } from '../../core/kubernetes/names.ts';
import { hasLeft } from '../../core/membership/has-left.ts';
import { memberApiVersion, type Member } from '../../core/membership/member.ts';
import { listOwnedLabels, replaceOwnedLabels, type Labels } from '../../core/membership/owned-labels.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import { changeObject } from '../change-object.ts';
import type { PrimaryPorts } from '../ports.ts';
import { ensureDeclaredToken } from './ensure-declared-token.ts';
import { withdrawMembers } from './withdraw-members.ts';

/**
 * Makes what the values say of members true: a `Member` with their labels, and a join token that only this
 * name may use. Takes back what is declared no more. The Job and every hub replica run it once; a repeat
 * changes nothing, and one that was killed goes on where it stopped.
 *
 * @returns Whether all is done; otherwise an Event says what is in the way.
 */
export async function declareMembers(ports: PrimaryPorts, config: PrimaryConfig): Promise<boolean> {
  const { namespace } = config;
  const members = await ports.kubernetes.list('Member', { namespace });
  const known = new Map(members.map((member) => [member.metadata.name, member]));
  let isDone = true;
  for (const entry of config.members) {
    if (!(await declareMember(ports, config, entry, known.get(entry.name)))) isDone = false;
  }
  await withdrawMembers(ports, config, members);
  return isDone;
}

async function declareMember(
  ports: PrimaryPorts,
  config: PrimaryConfig,
  entry: DeclaredMember,
  known: Stored<Member> | undefined,
): Promise<boolean> {
  const { name, labels = {}, token = '' } = entry;
  const metadata = { namespace: config.namespace, name };
  const made = { apiVersion: memberApiVersion, kind: 'Member', metadata };
  const created = known ?? (await ports.kubernetes.create('Member', made));
  const change = async (mark: (member: Stored<Member>) => Stored<Member> | undefined, from = created) =>
    changeObject(ports.kubernetes, 'Member', metadata, mark, undefined, from);
  const member = await change((stored) => putLabels(stored, labels));
  // Deleted in this moment: a later run finds it missing.
  if (member === undefined) return false;
  if (member.metadata.annotations?.[memberAnnotations.declaredToken] === token) return true;
  // A token for a name whose key is known would be good for nothing: whoever has that key needs none.
  const isJoined = member.status?.thumbprint !== undefined && !hasLeft(member.status);
  const needsToken = name !== config.name && (entry.replace === true || !isJoined);
  if (needsToken && !(await ensureDeclaredToken(ports, config, entry))) return false;
  await change((stored) => noteToken(stored, token), member);
  return true;
}

function putLabels(member: Stored<Member>, labels: Labels): Stored<Member> | undefined {
  const { metadata } = member;
  const owned = listOwnedLabels(metadata, memberAnnotations.declaredLabels);
  const isSame = Object.entries(labels).every(([key, value]) => owned[key] === value);
  if (isSame && Object.keys(owned).length === Object.keys(labels).length) return undefined;
  const changed = replaceOwnedLabels(metadata, memberAnnotations.declaredLabels, labels);
  return { ...member, metadata: { ...metadata, ...changed } };
}

function noteToken(member: Stored<Member>, token: string): Stored<Member> {
  const annotations = { ...member.metadata.annotations, [memberAnnotations.declaredToken]: token };
  return { ...member, metadata: { ...member.metadata, annotations } };
}
