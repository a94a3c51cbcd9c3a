import type { Finding, Severity } from './finding.ts';

/** Everything the doctor found; `schemas/doctor-report.schema.json` is its JSON form. */
export interface DoctorReport {
  readonly mode: 'primary' | 'secondary';
  /** Version of the program that looked. */
  readonly version: string;
  /** RFC 3339, UTC. */
  readonly checkedAt: string;
  readonly worst: Severity;
  readonly findings: readonly Finding[];
}

/** Worst first. */
const severities = ['error', 'warning', 'info', 'ok', 'skipped'] as const satisfies readonly Severity[];

/** Finds the worst severity of a list; `skipped` of an empty one. */
export function findWorst(findings: readonly Finding[]): Severity {
  return (
    severities.find((severity) => findings.some((finding) => finding.severity === severity)) ?? 'skipped'
  );
}

/** Renders a report in two or three sentences: how many findings of which kind, and the worst of them. */
export function summarizeReport({ findings, worst }: DoctorReport): string {
  const errors = count(findings, 'error');
  const warnings = count(findings, 'warning');
  const head = `${plural(findings.length, 'check')}: ${plural(errors, 'error')}, ${plural(warnings, 'warning')}.`;
  const first = findings.find(({ severity }) => severity === worst);
  if (first === undefined || (worst !== 'error' && worst !== 'warning')) return head;
  return [head, `${first.check}: ${first.found}`, first.remedy].filter((text) => text !== '').join(' ');
}

function count(findings: readonly Finding[], severity: Severity): number {
  return findings.filter((finding) => finding.severity === severity).length;
}

function plural(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
