import { distributionAnnotations } from '../kubernetes/names.ts';
import { digestOf } from '../protocol/digest.ts';
import type { Distribution } from './distribution.ts';

/**
 * Digest of what a rollout in waves takes out. When it changes the waves begin anew: by any change of the spec, of
 * what the sources are, and of the annotation by which a person says "again".
 *
 * @param contents What the sources are, each as one text, before anything is filled in for a member.
 */
export function rolloutRevisionOf({ spec, metadata }: Distribution, contents: readonly string[]): string {
  const retry = metadata.annotations?.[distributionAnnotations.retry] ?? '';
  return digestOf(JSON.stringify([spec, retry, contents]));
}
