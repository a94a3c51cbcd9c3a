import type { Distribution } from '../../../core/distribution/distribution.ts';
import type { Stored } from '../../../ports/kubernetes-api.ts';
import { renderAge } from './render-age.ts';
import type { Column } from './render-result.ts';

/** The table of Distributions. */
export function buildDistributionColumns(
  distributions: readonly Stored<Distribution>[],
  now: Date,
): Column[] {
  const column = (header: string, read: (one: Stored<Distribution>) => string | undefined): Column => ({
    header,
    cells: distributions.map((one) => read(one) ?? ''),
  });
  const count = (
    header: string,
    state: keyof NonNullable<NonNullable<Distribution['status']>['clusters']>,
  ): Column => column(header, ({ status }) => status?.clusters?.[state].toString());
  return [
    column('NAME', ({ metadata }) => metadata.name),
    column('READY', (one) => readyOf(one)?.status),
    column('REASON', (one) => readyOf(one)?.reason),
    count('PLACED', 'placed'),
    count('APPLIED', 'applied'),
    count('APPLYING', 'applying'),
    count('FAILED', 'failed'),
    count('HELD', 'held'),
    count('WAITING', 'waiting'),
    { ...column('MESSAGE', (one) => readyOf(one)?.message), isWide: true },
    column('AGE', ({ metadata }) => renderAge(metadata.creationTimestamp, now)),
  ];
}

function readyOf({ status }: Stored<Distribution>) {
  return status?.conditions?.find(({ type }) => type === 'Ready');
}
