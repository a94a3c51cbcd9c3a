import type { ImportedService } from '#validators/imported-service';
import type { Condition } from '../kubernetes/objects.ts';
import { renderTimestamp } from '../kubernetes/timestamp.ts';
import type { JudgedExport } from './judge-export.ts';

type Wanted = Omit<Condition, 'lastTransitionTime'>;

/** What the set made of an export. */
export interface ExportFacts {
  readonly judged: JudgedExport;
  /** Left out because there is too much of it, as text; otherwise empty. */
  readonly leftOut: string;
  /** The service as the set has it, when this cluster is part of it. */
  readonly taken: ImportedService | undefined;
  readonly now: Date;
}

/** The conditions of a ServiceExport, in the words of the MCS API. The same when nothing turned. */
export function describeExport(before: readonly Condition[], facts: ExportFacts): Condition[] {
  return [describeValid(facts), describeReady(facts), ...describeConflict(facts)].map((wanted) => {
    const known = before.find(({ type }) => type === wanted.type);
    const lastTransitionTime =
      known?.status === wanted.status ? known.lastTransitionTime : renderTimestamp(facts.now);
    return { ...wanted, lastTransitionTime };
  });
}

function describeValid({ judged }: ExportFacts): Wanted {
  if ('invalid' in judged)
    return { type: 'Valid', status: 'False', reason: judged.invalid, message: judged.message };
  return { type: 'Valid', status: 'True', reason: 'Valid', message: 'The Service can be exported.' };
}

function describeReady({ judged, leftOut, taken }: ExportFacts): Wanted {
  if ('invalid' in judged) return notReady('Failed', judged.message);
  if ('unreachable' in judged) return notReady('Failed', judged.unreachable);
  if (leftOut !== '') return notReady('Failed', leftOut);
  if (taken === undefined) return notReady('Pending', 'The set has not taken it up yet.');
  return {
    type: 'Ready',
    status: 'True',
    reason: 'Exported',
    message: 'The clusters of the set can use it.',
  };
}

function notReady(reason: string, message: string): Wanted {
  return { type: 'Ready', status: 'False', reason, message };
}

/** Nothing is said of an export that is not part of the set. */
function describeConflict({ taken }: ExportFacts): Wanted[] {
  if (taken === undefined) return [];
  const { conflicts = [] } = taken;
  if (conflicts.length === 0)
    return [
      {
        type: 'Conflict',
        status: 'False',
        reason: 'NoConflicts',
        message: 'All clusters export it alike.',
      },
    ];
  return [
    {
      type: 'Conflict',
      status: 'True',
      reason: conflicts.map(({ reason }) => reason).join(','),
      message: conflicts.map(({ message }) => message).join(' '),
    },
  ];
}
