import { adoptedAnnotation, applySetMarks } from '../../core/applied-set/apply-set.ts';
import { describeRefusal } from '../../core/applied-set/describe-refusal.ts';
import type { Finding } from '../../core/applied-set/finding.ts';
import type { ObjectKey } from '../../core/kubernetes/manifest.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import type { ApplyPorts } from './apply-world.ts';

/**
 * Takes away one object that is not wanted any more: only if it still is part of the set, and exactly the one that was
 * seen. One that was there before, or is to stay, loses the marks instead.
 *
 * @returns What stood in the way; nothing when it is done, also when there was nothing to do.
 */
export async function pruneObject(
  { objects }: Pick<ApplyPorts, 'objects'>,
  key: ObjectKey,
  { setId, deletion }: { setId: string; deletion: 'Delete' | 'Orphan' },
  signal: AbortSignal,
): Promise<Finding | undefined> {
  try {
    const live = await objects.get(key, signal);
    if (live?.metadata.labels?.[applySetMarks.partOf] !== setId) return undefined;
    const { uid, annotations } = live.metadata;
    const marks = { uid, labels: [applySetMarks.partOf], annotations: [adoptedAnnotation] };
    const isKept = deletion === 'Orphan' || annotations?.[adoptedAnnotation] !== undefined;
    await (isKept ? objects.unmark(key, marks, signal) : objects.delete(key, { uid }, signal));
    return undefined;
  } catch (error) {
    if (!(error instanceof JoineryError)) throw error;
    // A kind that is not served any more took its objects with it.
    if (error.code === 'JOINERY_KUBERNETES_KIND_MISSING') return undefined;
    const plural = (await objects.describe(key.apiVersion, key.kind, signal))?.plural ?? key.kind;
    return describeRefusal({ key, isConfidential: true }, error, { plural, verb: 'take away' });
  }
}
