import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { listFigures } from '../../ci/bench/list-figures.ts';
import { inRepository } from '../../ci/runner/repository-root.ts';
import { metricTable, type MetricDefinition } from '../../jobs/core/metrics/metric-table.ts';
import { errorCodes } from '../../jobs/errors/error-code.ts';
import { readSourceFiles } from './source-file.ts';

const read = (path: string): string => readFileSync(inRepository(path), 'utf8');
const zeros = (count: number) => Array.from({ length: count }, () => 0);

describe('docs/errors', () => {
  const pages = readSourceFiles('docs/errors/JOINERY_*.md');

  it('has a page for each code, and none besides', () => {
    const codes = pages.map(({ path }) => path.replace(/^docs\/errors\/(.*)\.md$/, '$1'));

    expect(codes).toEqual(errorCodes.toSorted());
  });

  it('names each code in the heading of its page', () => {
    const strangers = pages.filter(
      ({ path, text }) => !text.startsWith(`# ${path.replace(/^.*\/(.*)\.md$/, '$1')}`),
    );

    expect(strangers.map(({ path }) => path)).toEqual([]);
  });

  it('leads to each page from its README.md', () => {
    const links = [...read('docs/errors/README.md').matchAll(/\]\((JOINERY_\w+)\.md\)/g)].map(
      ([, code = '']) => code,
    );

    expect(links.toSorted()).toEqual(errorCodes.toSorted());
  });
});

describe('docs/metrics.md', () => {
  it('has a row for each metric, in the words of the table, and none besides', () => {
    const rows = [...read('docs/metrics.md').matchAll(/^\| (`.*) \|$/gm)].map(([, row = '']) =>
      row.split('|').map((cell) => cell.trim()),
    );
    const expected = Object.entries<MetricDefinition>(metricTable).map(([name, metric]) => [
      `\`${name}\``,
      metric.type,
      metric.program,
      metric.labels.map((label) => `\`${label}\``).join(', '),
      metric.help,
    ]);

    expect(rows).toEqual(expected);
  });
});

describe('docs/performance.md', () => {
  it('has a row for each figure that the benchmark prints, and none besides', () => {
    const [, table = ''] = /^## Figures\n(.*?)^## /ms.exec(read('docs/performance.md')) ?? [];
    const rows = [...table.matchAll(/^\| ((?! *what| *-).*?) *\|/gm)].map(([, what = '']) => what.trim());
    const nothing = { milliCpu: 0, rssBytes: 0 };
    const rests = [0, 100, 300, 1000].map((members) => ({
      members,
      programs: { hub: nothing, apiServer: nothing, etcd: nothing, agent: nothing },
      etcdBytes: 0,
      writesPerMinute: 0,
      writesPerMinuteByResource: {},
    }));
    const presence = { goneMs: zeros(50), backMs: zeros(50) };
    const answeredMs = zeros(1000);
    const delivery = (members: number) => ({ tookMs: zeros(members), hubCpuMs: 0 });
    const deliveries = { few: delivery(100), all: delivery(1000) };
    const many = { count: 1000, tookMs: 0 };
    const figures = listFigures({ most: 1000, joins: {}, rests, presence, answeredMs, deliveries, many });

    expect(rows).toEqual(figures.map(({ what }) => what.trim()));
  });
});

describe('the chart', () => {
  it('has the schema of its values as it is at the top; if not, run: npm run generate', () => {
    expect(read('charts/joinery/values.schema.json')).toBe(read('values.schema.json'));
  });
});

describe('the version', () => {
  it('is the same in package, lock, chart and image', () => {
    const { version } = JSON.parse(read('package.json')) as { version: string };
    const lock = JSON.parse(read('package-lock.json')) as { version: string };
    const chart = parse(read('charts/joinery/Chart.yaml')) as { version: string; appVersion: string };
    const [, label] = /^LABEL org\.opencontainers\.image\.version="(.*)"$/m.exec(read('Containerfile')) ?? [];

    expect({ lock: lock.version, chart: chart.version, app: chart.appVersion, label }).toEqual({
      lock: version,
      chart: version,
      app: version,
      label: version,
    });
  });
});
