import { isDeepStrictEqual } from 'node:util';
import type { ObjectMeta } from '../../core/kubernetes/objects.ts';
import { memberApiVersion } from '../../core/membership/member.ts';
import type { KubernetesApi } from '../../ports/kubernetes-api.ts';
import { changeObject } from '../change-object.ts';
import type { BackedUpObject } from './take-backup.ts';

interface RestoreObjectOptions {
  readonly namespace: string;
  /** Whether what is there is to give way. */
  readonly isOverwriting: boolean;
}

/**
 * Brings one object of a backup back. One that is there already stays as it is, unless it is to give way.
 *
 * @returns Whether anything was written.
 */
export async function restoreObject(
  kubernetes: KubernetesApi,
  object: BackedUpObject,
  options: RestoreObjectOptions,
): Promise<boolean> {
  if (object.kind === 'Member') return restoreMember(kubernetes, object, options);
  const { kind, name, type, data = {} } = object;
  const ref = { namespace: options.namespace, name };
  const wanted = { data, ...(type === undefined ? {} : { type }) };
  const created = await kubernetes.create(kind, { metadata: buildMetadata(object, ref), ...wanted });
  if (created !== undefined) return true;
  if (!options.isOverwriting) return false;
  let isWritten = false;
  await changeObject(kubernetes, kind, ref, (stored) => {
    isWritten = !isDeepStrictEqual(stored.data, data);
    return isWritten ? { ...stored, ...wanted } : undefined;
  });
  return isWritten;
}

/** Its status is a second write; one that has none yet was left by a restore that was killed in between. */
async function restoreMember(
  kubernetes: KubernetesApi,
  object: BackedUpObject,
  { namespace, isOverwriting }: RestoreObjectOptions,
): Promise<boolean> {
  const { name, spec, status } = object;
  const ref = { namespace, name };
  const created = await kubernetes.create('Member', {
    apiVersion: memberApiVersion,
    kind: 'Member',
    metadata: buildMetadata(object, ref),
    ...(spec === undefined ? {} : { spec }),
  });
  if (status === undefined) return created !== undefined;
  let isWritten = created !== undefined;
  await changeObject(
    kubernetes,
    'Member',
    ref,
    (stored) => {
      const isFilled = stored.status?.thumbprint !== undefined;
      if (isDeepStrictEqual(stored.status, status) || (isFilled && !isOverwriting)) return undefined;
      isWritten = true;
      return { ...stored, status };
    },
    (member) => kubernetes.updateStatus('Member', member),
  );
  return isWritten;
}

/** What a person or the hub wrote on it, where it is to be. */
export function buildMetadata(
  { labels, annotations }: BackedUpObject,
  ref: { namespace: string; name: string },
): ObjectMeta {
  return {
    ...ref,
    ...(labels === undefined ? {} : { labels }),
    ...(annotations === undefined ? {} : { annotations }),
  };
}
