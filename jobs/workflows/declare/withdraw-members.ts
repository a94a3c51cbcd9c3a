import type { PrimaryConfig } from '#validators/primary-config';
import {
  declaredAnnotation,
  memberAnnotations,
  primaryNames,
  secretTypes,
} from '../../core/kubernetes/names.ts';
import type { Member } from '../../core/membership/member.ts';
import { replaceOwnedLabels } from '../../core/membership/owned-labels.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import { changeObject } from '../change-object.ts';
import type { PrimaryPorts } from '../ports.ts';

/**
 * Takes back what was made for entries that are declared no more: the token Secret, which revokes a token
 * nobody used, the labels, and a `Member` of which nothing else remains. A cluster that joined stays.
 *
 * @param members All Members of the set.
 */
export async function withdrawMembers(
  ports: PrimaryPorts,
  { namespace, members: entries }: PrimaryConfig,
  members: readonly Stored<Member>[],
): Promise<void> {
  const names = new Set(entries.map(({ name }) => name));
  const secretNames = new Set(entries.map(({ name }) => primaryNames.declaredToken(name)));
  const secrets = await ports.kubernetes.list('Secret', { namespace, type: secretTypes.joinToken });
  for (const { metadata } of secrets) {
    const { name, uid, annotations = {} } = metadata;
    if (annotations[declaredAnnotation] === undefined || secretNames.has(name)) continue;
    await ports.kubernetes.delete('Secret', { namespace, name, uid });
    ports.logger.info('Token of a former entry revoked', { secretName: name });
  }
  for (const member of members) {
    if (!names.has(member.metadata.name)) await withdrawMember(ports, namespace, member);
  }
}

async function withdrawMember(ports: PrimaryPorts, namespace: string, member: Stored<Member>): Promise<void> {
  const { name, uid, resourceVersion } = member.metadata;
  const rest = withoutDeclaration(member);
  if (rest === undefined) return;
  const ref = { namespace, name };
  if (!isBlank(rest)) {
    await changeObject(ports.kubernetes, 'Member', ref, withoutDeclaration, undefined, member);
    return;
  }
  await ports.kubernetes.delete('Member', { ...ref, uid, resourceVersion });
  const left = await ports.kubernetes.get('Member', ref);
  // Somebody wrote on it, or joined under it, in this moment.
  if (left?.metadata.uid === uid) await withdrawMember(ports, namespace, left);
}

function withoutDeclaration(member: Stored<Member>): Stored<Member> | undefined {
  const { declaredLabels, declaredToken } = memberAnnotations;
  const { metadata } = member;
  const before = metadata.annotations ?? {};
  if (before[declaredLabels] === undefined && before[declaredToken] === undefined) return undefined;
  const { labels, annotations } = replaceOwnedLabels(metadata, declaredLabels, {});
  const { [declaredToken]: _, ...others } = annotations;
  return { ...member, metadata: { ...metadata, labels, annotations: others } };
}

/** Nobody joined under it, and nobody else wrote on it. */
function isBlank({ metadata, spec = {}, status }: Stored<Member>): boolean {
  const { labels = {}, annotations = {} } = metadata;
  return (
    status?.thumbprint === undefined &&
    [labels, annotations, spec].every((map) => Object.keys(map).length === 0)
  );
}
