import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inRepository } from '../../ci/runner/repository-root.ts';
import { metricTable } from '../../jobs/core/metrics/metric-table.ts';
import { alertSituations, type AlertSituation } from './alert-situations.ts';
import { findManifest } from './manifest.ts';
import { listMetrics } from './list-metrics.ts';
import { runPromtool } from './promtool.ts';
import { renderChart } from './render-chart.ts';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly description: string; readonly runbook: string };
}

interface RuleGroups {
  readonly groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[];
}

async function readGroups(values: string, program: string): Promise<RuleGroups> {
  const manifests = await renderChart({ values });
  return findManifest(manifests, 'PrometheusRule', program).spec as unknown as RuleGroups;
}

const groups = {
  hub: await readGroups('primary-monitoring', 'hub'),
  agent: await readGroups('secondary-gitops', 'agent'),
};
const rules = Object.entries(groups).flatMap(([program, { groups: of }]) =>
  of.flatMap((group) => group.rules.map((rule) => ({ program, rule }))),
);

/** Asks promtool which alerts fire; it complains of every one too many or too few. */
async function testRules({ program, after, alert, labels, ...cases }: AlertSituation): Promise<string> {
  const fired = Object.entries({ alertname: alert, ...labels }).map(([label, text]) => `${label}="${text}"`);
  const ask = (samples: readonly object[]) => ({
    expr: 'count by (alertname, member, result, distribution) (ALERTS{alertstate="firing"})',
    eval_time: after,
    exp_samples: samples,
  });
  const expected = [
    { interval: '1m', input_series: cases.rests.series, promql_expr_test: [ask([])] },
    {
      interval: '1m',
      input_series: cases.fires.series,
      promql_expr_test: [ask([{ labels: `{${fired.join(', ')}}`, value: 1 }])],
    },
  ];
  return runPromtool(['test', 'rules', 'tests.yaml'], {
    'rules.yaml': groups[program],
    'tests.yaml': { rule_files: ['rules.yaml'], evaluation_interval: '1m', tests: expected },
  });
}

describe('alerts', () => {
  it.for(['hub', 'agent'] as const)('of the %s are rules that Prometheus takes', async (program) => {
    expect(await runPromtool(['check', 'rules', 'rules.yaml'], { 'rules.yaml': groups[program] })).toBe('');
  });

  it.for(alertSituations.map((situation) => ({ ...situation, title: describeSituation(situation) })))(
    '$title',
    async (situation) => {
      expect(await testRules(situation)).toBe('');
    },
  );

  it('are all tested', () => {
    const tested = alertSituations.map(({ program, alert }) => `${program} ${alert}`);

    expect(rules.map(({ program, rule }) => `${program} ${rule.alert}`).toSorted()).toEqual(
      tested.toSorted(),
    );
  });

  it('say what is the matter, with names and numbers', async () => {
    const { annotations } = rules.find(({ rule }) => rule.alert === 'JoineryMemberOffline')!.rule;
    const expected = {
      summary: 'Member edge-7 is not heard.',
      description: 'No hub has heard member edge-7 for five minutes or more.',
      runbook: annotations.runbook,
    };
    const alertLabels = { severity: 'warning', namespace: 'apps', member: 'edge-7' };
    const test = {
      interval: '1m',
      input_series: [{ series: 'joinery_member_online{namespace="apps", member="edge-7"}', values: '0x10' }],
      alert_rule_test: [
        {
          alertname: 'JoineryMemberOffline',
          eval_time: '10m',
          exp_alerts: [{ exp_labels: alertLabels, exp_annotations: expected }],
        },
      ],
    };

    const complaint = await runPromtool(['test', 'rules', 'tests.yaml'], {
      'rules.yaml': groups.hub,
      'tests.yaml': { rule_files: ['rules.yaml'], evaluation_interval: '1m', tests: [test] },
    });

    expect(complaint).toBe('');
  });

  it('ask for metrics that there are, of their own release alone', () => {
    const strangers = rules.flatMap(({ rule }) =>
      listMetrics(rule.expr).filter((name) => !(name in metricTable)),
    );
    const unbound = rules.filter(
      ({ rule }) =>
        (rule.expr.match(/joinery_\w+\{namespace="apps"/g) ?? []).length !== listMetrics(rule.expr).length,
    );

    expect(strangers).toEqual([]);
    expect(unbound).toEqual([]);
  });

  it('each have a section in docs/alerts.md, and a severity', () => {
    const page = readFileSync(inRepository('docs', 'alerts.md'), 'utf8');
    const sections = [...page.matchAll(/^## (\w+)$/gm)].map(([, name = '']) => name);
    const names = new Set(rules.map(({ rule }) => rule.alert));

    expect(new Set(sections)).toEqual(names);
    for (const { rule } of rules) {
      expect(rule.annotations.runbook).toBe(`docs/alerts.md#${rule.alert.toLowerCase()}`);
      expect(rule.labels.severity).toMatch(/^(warning|critical)$/);
    }
  });
});

function describeSituation({ program, alert, fires, rests }: AlertSituation): string {
  return `${alert} (${program}) fires when ${fires.title}, and does not when ${rests.title}`;
}
