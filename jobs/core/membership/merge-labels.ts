import { isDeepStrictEqual } from 'node:util';
import { memberAnnotations } from '../kubernetes/names.ts';
import { listOwnedLabels, replaceOwnedLabels, type LabelledMeta, type Labels } from './owned-labels.ts';

/** What the API server takes (Kubernetes, "Labels and Selectors"); one bad label would cost all others. */
const keyPattern = /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;
const valuePattern = /^([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$/;

/** No member decides what stands under a prefix of ours. */
const ownPrefix = /^([a-z0-9.-]+\.)?joinery\.dev\//;

/** Labels one member may give itself. */
const maxLabels = 64;

/**
 * Gives a member the labels it asks for, as far as the primary lets it: only keys of `accepted`, and never
 * one that somebody on the primary wrote. What it asked for before and asks for no more is taken off.
 *
 * @param accepted Keys; `*` for all. Placement goes by labels, so each key is a right that is given away.
 * @returns The new labels and annotations, or `undefined` when they are the same.
 */
export function mergeLabels(
  metadata: LabelledMeta,
  asked: Labels,
  accepted: readonly string[],
): Required<LabelledMeta> | undefined {
  const { labels = {}, annotations = {} } = metadata;
  const declared = listOwnedLabels(metadata, memberAnnotations.declaredLabels);
  const listed = Object.entries(listOwnedLabels(metadata, memberAnnotations.memberLabels));
  const owned = Object.fromEntries(listed.filter(([key]) => !Object.hasOwn(declared, key)));
  const isFree = (key: string): boolean => !Object.hasOwn(labels, key) || Object.hasOwn(owned, key);
  const isAccepted = (key: string): boolean => accepted.includes('*') || accepted.includes(key);
  const wanted = Object.entries(asked)
    .filter(([key, value]) => isAccepted(key) && isFree(key) && isLabel(key, value))
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .slice(0, maxLabels);
  const merged = replaceOwnedLabels(
    metadata,
    memberAnnotations.memberLabels,
    Object.fromEntries(wanted),
    owned,
  );
  return isDeepStrictEqual(merged, { labels, annotations }) ? undefined : merged;
}

function isLabel(key: string, value: string): boolean {
  return keyPattern.test(key) && !ownPrefix.test(key) && valuePattern.test(value);
}
