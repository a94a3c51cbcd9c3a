import {
  FieldConflict,
  KubernetesForbidden,
  KubernetesKindMissing,
  KubernetesRefused,
} from '../../ports/kubernetes-errors.ts';
import type { JoineryError } from '../../errors/joinery-error.ts';
import type { RefusalCause, RefusalStatus } from './read-status.ts';
import type { KubernetesRequest } from './send.ts';

/** Statuses of an object that is refused, for what it is or where it is to go. */
export const refusals = [400, 403, 404, 409, 413, 415, 422, 500];

/**
 * Says why an object of any kind was refused, with the API server's own sentence beside the message.
 *
 * @param missingVerb The right that is missing, if one is: a 403 may also be an admission policy's.
 */
export function translateRefusal(
  { action, resource, namespace }: KubernetesRequest,
  { status, refusal, missingVerb }: { status: number; refusal: RefusalStatus; missingVerb?: string },
): JoineryError {
  const { causes, words } = refusal;
  const conflicts = causes.filter(({ reason }) => reason === 'FieldManagerConflict');
  if (conflicts.length > 0) return new FieldConflict({ action, ...describeConflicts(conflicts) });
  const isEnding = causes.some(({ reason }) => reason === 'NamespaceTerminating');
  if (isEnding) return new KubernetesRefused({ action, status, reason: 'NamespaceTerminating', words });
  if (missingVerb !== undefined) {
    const where = namespace === undefined ? {} : { namespace };
    return new KubernetesForbidden({ action, verb: missingVerb, resource, ...where });
  }
  if (status === 404 && refusal.kind !== 'namespaces') return new KubernetesKindMissing({ action, resource });
  const reason = status === 404 ? 'NamespaceMissing' : refusal.reason;
  return new KubernetesRefused({ action, status, reason, words });
}

/** Nothing but the sentence of a cause has the name of the manager. */
const managerInWords = /^conflict with "([^"]*)"/;

function describeConflicts(causes: readonly RefusalCause[]): { managers: string[]; fields: string[] } {
  const managers = causes.map(({ message = '' }) => managerInWords.exec(message)?.[1] ?? 'somebody else');
  return { managers: [...new Set(managers)], fields: causes.map(({ field = '' }) => field) };
}
