import { describeKey, groupOf } from '../kubernetes/object-key.ts';
import { applySetMarks } from './apply-set.ts';
import type { Finding } from './finding.ts';
import type { WantedObject } from './holding.ts';

/** What this member refuses whatever the hub signs. */
export interface Refusals {
  /** Namespaces that nothing is applied in, and that are not touched themselves. */
  readonly namespaces: readonly string[];
  /** Kinds, such as `ClusterRole.rbac.authorization.k8s.io`, `Pod` or `*.rbac.authorization.k8s.io`. */
  readonly kinds: readonly string[];
}

/** Joinery's own kinds are nobody's to distribute: they say who is in a set. */
const ownGroup = 'joinery.dev';

/**
 * Looks for what is wrong with an object before the API server is asked.
 *
 * @param isNamespaced How the kind is served.
 */
export function checkWanted(
  { key, manifest }: WantedObject,
  { refusals, isNamespaced }: { refusals: Refusals; isNamespaced: boolean },
): Finding | undefined {
  const invalid = (found: string, remedy: string): Finding => ({
    reason: 'Invalid',
    message: `Cannot apply ${describeKey(key)}: ${found}`,
    remedy,
    isWaiting: false,
  });
  const denied = findDenial({ key, manifest }, refusals);
  if (denied !== undefined) {
    const message = `Cannot apply ${describeKey(key)}: this member takes no ${denied}`;
    const remedy =
      'Take the object out of the distribution, or change agent.deny in the values of this member.';
    return { reason: 'Denied', message, remedy, isWaiting: false };
  }
  if (isNamespaced && key.namespace === undefined)
    return invalid('it is in no namespace', 'Set metadata.namespace, or targetNamespace of its source.');
  if (!isNamespaced && key.namespace !== undefined)
    return invalid(
      `a ${key.kind} is in no namespace, and the manifest has one`,
      'Take metadata.namespace out, or targetNamespace of its source.',
    );
  if (applySetMarks.partOf in (manifest.metadata.labels ?? {}))
    return invalid(
      `it has the label ${applySetMarks.partOf}, which says whose it is on a member`,
      'Take the label out of the manifest.',
    );
  return undefined;
}

function findDenial(
  { key, manifest }: Pick<WantedObject, 'key' | 'manifest'>,
  refusals: Refusals,
): string | undefined {
  const group = groupOf(key.apiVersion);
  const namespace = key.kind === 'Namespace' && group === '' ? key.name : key.namespace;
  if (namespace !== undefined && refusals.namespaces.includes(namespace))
    return `object of the namespace ${namespace}`;
  if (group === ownGroup) return `kind of ${ownGroup}`;
  const type: unknown = manifest['type'];
  if (key.kind === 'Secret' && typeof type === 'string' && type.startsWith(`${ownGroup}/`))
    return `Secret of type ${type}`;
  const names = [group === '' ? key.kind : `${key.kind}.${group}`, `*.${group}`];
  return refusals.kinds.some((kind) => names.includes(kind)) ? `${names[0]} (agent.deny)` : undefined;
}
