import { renderObject } from '../../../core/distribution/summarise.ts';
import type { ClusterDelivery } from '../../../workflows/distributions/observe-deliveries.ts';
import type { Column } from './render-result.ts';

interface Row {
  readonly cluster: ClusterDelivery;
  readonly failure?: ClusterDelivery['failures'][number];
}

/** The matrix of a Distribution: a row for each failure, and one for each cluster without. */
export function buildDeliveryColumns(clusters: readonly ClusterDelivery[]): Column[] {
  const rows = clusters.flatMap((cluster): Row[] =>
    cluster.failures.length === 0 ? [{ cluster }] : cluster.failures.map((failure) => ({ cluster, failure })),
  );
  const column = (header: string, read: (row: Row) => string | undefined): Column => ({
    header,
    cells: rows.map((row) => read(row) ?? ''),
  });
  return [
    column('CLUSTER', ({ cluster }) => cluster.cluster),
    column('STATE', ({ cluster }) => cluster.state),
    column('ONLINE', ({ cluster }) => cluster.online),
    column('APPLIED', ({ cluster: { report } }) => report && `${report.applied}/${report.objects}`),
    column('HELD', ({ cluster: { report } }) => report?.held?.toString()),
    column('DRIFTED', ({ cluster: { report } }) => report?.drifted.toString()),
    { ...column('REVISION', ({ cluster: { report } }) => report?.revision), isWide: true },
    column('OBJECT', ({ failure }) => failure?.object),
    column('REASON', ({ failure }) => failure?.reason),
    column('MESSAGE', ({ failure }) =>
      failure === undefined ? '' : `${failure.message.replace(/\.$/, '')}. ${failure.remedy}`,
    ),
  ];
}

/** What a dry run would change, as each cluster said: `+` makes, `~` changes, `-` deletes, `!` is somebody else's. */
export function buildPreviewColumns(clusters: readonly ClusterDelivery[]): Column[] {
  const rows = clusters.flatMap(({ cluster, report }) =>
    (report?.preview ?? [])
      .filter(({ change }) => change !== 'None')
      .map(({ change, object, fields = [] }) => ({ cluster, change, object, fields })),
  );
  return [
    { header: 'CLUSTER', cells: rows.map(({ cluster }) => cluster) },
    {
      header: 'CHANGE',
      cells: rows.map(({ change, object }) => `${signs[change]} ${renderObject(object)}`),
    },
    { header: 'FIELDS', cells: rows.map(({ fields }) => fields.join(' ')) },
  ];
}

const signs = { Create: '+', Update: '~', Delete: '-', Conflict: '!', None: '=' } as const;
