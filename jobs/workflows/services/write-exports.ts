import type { ExportedService } from '#validators/exported-service';
import type { ImportedService } from '#validators/imported-service';
import { isDeepStrictEqual } from 'node:util';
import { describeExport } from '../../core/services/describe-export.ts';
import type { JudgedExport } from '../../core/services/judge-export.ts';
import type { ServiceExport } from '../../core/services/service-kinds.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ClusterObjects } from '../../ports/cluster-objects.ts';
import type { ServiceWorld } from './service-world.ts';

const noRoom = 'This cluster exports more than fits into one request (60 KB): export fewer services.';

/**
 * Says on each ServiceExport what became of it. Writes only what changed.
 */
export async function writeExports(
  { objects, clock }: { objects: ClusterObjects; clock: Clock },
  world: ServiceWorld,
  { apiVersion, judged, leftOut, taken }: ExportOutcome,
): Promise<void> {
  for (const [{ metadata, status }, each] of judged) {
    const { namespace = '', name } = metadata;
    const conditions = describeExport(status?.conditions ?? [], {
      judged: each,
      leftOut: 'exported' in each && leftOut.has(each.exported) ? noRoom : '',
      taken: taken.find((service) => service.namespace === namespace && service.name === name),
      now: clock.now(),
    });
    if (isDeepStrictEqual(sortConditions(status?.conditions ?? []), sortConditions(conditions))) continue;
    const manifest = {
      apiVersion,
      kind: 'ServiceExport',
      metadata: { namespace, name },
      status: { conditions },
    };
    world.exports.note(await objects.apply(manifest, { force: true, subresource: 'status' }));
  }
}

/** What became of the exports of this cluster. */
export interface ExportOutcome {
  readonly apiVersion: string;
  readonly judged: ReadonlyMap<ServiceExport, JudgedExport>;
  /** Exports there was no room for. */
  readonly leftOut: ReadonlySet<ExportedService>;
  /** The services of the set that this cluster is part of. */
  readonly taken: readonly ImportedService[];
}

type Conditions = ReturnType<typeof describeExport>;

/** The API server keeps its own order, and what others add. */
function sortConditions(conditions: Readonly<Conditions>): Conditions {
  const ours = new Set(['Valid', 'Ready', 'Conflict']);
  return conditions
    .filter(({ type }) => ours.has(type))
    .toSorted((one, other) => (one.type < other.type ? -1 : 1));
}
