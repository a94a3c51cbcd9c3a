import type { ObjectMeta } from '../kubernetes/objects.ts';

/** Labels by key. */
export type Labels = Readonly<Record<string, string>>;

/** The part of an object's metadata in which labels and their owners stand. */
export type LabelledMeta = Pick<ObjectMeta, 'labels' | 'annotations'>;

/**
 * Reads which labels one owner put on a `Member`: those its annotation lists, as JSON with their values,
 * such as `{"region":"eu"}`. A label that has another value by now belongs to whoever changed it.
 */
export function listOwnedLabels({ labels = {}, annotations = {} }: LabelledMeta, annotation: string): Labels {
  const listed = parseLabels(annotations[annotation]);
  return Object.fromEntries(Object.entries(labels).filter(([key, value]) => listed.get(key) === value));
}

/**
 * Gives an object other labels of one owner: takes off what it owned, puts on what is wanted, whoever had
 * that key, and lists it in the annotation.
 *
 * @param owned What it owned; by default what the annotation lists.
 */
export function replaceOwnedLabels(
  metadata: LabelledMeta,
  annotation: string,
  wanted: Labels,
  owned: Labels = listOwnedLabels(metadata, annotation),
): Required<LabelledMeta> {
  const { [annotation]: _, ...annotations } = metadata.annotations ?? {};
  const others = Object.entries(metadata.labels ?? {}).filter(([key]) => !Object.hasOwn(owned, key));
  const sorted = Object.fromEntries(
    Object.entries(wanted).toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );
  const isEmpty = Object.keys(wanted).length === 0;
  return {
    labels: { ...Object.fromEntries(others), ...wanted },
    annotations: isEmpty ? annotations : { ...annotations, [annotation]: JSON.stringify(sorted) },
  };
}

function parseLabels(text: string | undefined): ReadonlyMap<string, unknown> {
  try {
    const document: unknown = JSON.parse(text ?? '{}');
    return new Map(Object.entries(document ?? {}));
  } catch {
    return new Map();
  }
}
