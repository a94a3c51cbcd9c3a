import { describe, expect, it } from 'vitest';
import { metricTable } from '../../jobs/core/metrics/metric-table.ts';
import { findManifest } from './manifest.ts';
import { listMetrics } from './list-metrics.ts';
import { runPromtool } from './promtool.ts';
import { renderChart } from './render-chart.ts';

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
}

const manifests = await renderChart({ values: 'primary-monitoring' });
const configMap = findManifest(manifests, 'ConfigMap', 'dashboard');
const board = JSON.parse(configMap.data?.['joinery.json'] ?? '') as { panels: readonly Panel[] };
const queries = board.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));

describe('the board', () => {
  it('asks in queries that Prometheus takes', async () => {
    const rules = queries.map((expr, index) => ({ record: `query_${index}`, expr }));

    expect(
      await runPromtool(['check', 'rules', 'rules.yaml'], {
        'rules.yaml': { groups: [{ name: 'board', rules }] },
      }),
    ).toBe('');
  });

  it('shows metrics that there are, of the namespace that was chosen', () => {
    const metrics = queries.flatMap(listMetrics);
    const bound = queries.flatMap((query) => query.match(/joinery_\w+\{namespace="\$namespace"/g) ?? []);

    expect(metrics.filter((name) => !(name in metricTable))).toEqual([]);
    expect(bound).toHaveLength(metrics.length);
  });

  it('has a place and a number of its own for every panel', () => {
    const cells = board.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)} ${y + Math.floor(cell / w)}`),
    );

    expect(new Set(board.panels.map(({ id }) => id)).size).toBe(board.panels.length);
    expect(new Set(cells).size).toBe(cells.length);
    expect(board.panels.filter(({ gridPos }) => gridPos.x + gridPos.w > 24)).toEqual([]);
  });
});
