import type { Part } from '#validators/part';
import { digestOf } from '../protocol/digest.ts';
import type { Distribution } from './distribution.ts';

/** A part by which a member keeps what it has of a Distribution. */
export function buildOpenPart(distribution: Distribution): Part {
  return { ...buildHead(distribution), complete: false };
}

/**
 * Builds the part by which a member is told all that it is to have of a Distribution. The revision is a digest of
 * everything that the member goes by.
 *
 * @param objects Ids, in the order of the sources.
 */
export function buildPart(distribution: Distribution, objects: string[]): Part {
  const { spec } = distribution;
  const rules = {
    conflict: spec.conflict ?? 'Fail',
    deletion: spec.deletion ?? 'Delete',
    createNamespaces: spec.createNamespaces ?? true,
    ignore: (spec.ignore ?? []).map(({ kind, name, fields }) => ({
      ...(kind === undefined ? {} : { kind }),
      ...(name === undefined ? {} : { name }),
      fields,
    })) as NonNullable<Part['ignore']>,
    dryRun: spec.dryRun ?? false,
  };
  const revision = digestOf(JSON.stringify([rules, objects]));
  return { ...buildHead(distribution), revision, complete: true, ...rules, objects };
}

function buildHead({ metadata }: Distribution): Pick<Part, 'uid' | 'name' | 'createdAt'> {
  const { uid = '', name = '', creationTimestamp = '' } = metadata;
  return { uid, name, createdAt: creationTimestamp };
}
