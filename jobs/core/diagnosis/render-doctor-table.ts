import { summarizeReport, type DoctorReport } from './doctor-report.ts';

const heads = { check: 'CHECK', severity: 'RESULT', found: 'FOUND' };

/** Renders a report for people: a line for each check, what to do below it, a summary at the end. */
export function renderDoctorTable(report: DoctorReport): string {
  const rows = [heads, ...report.findings];
  const widths = {
    check: Math.max(...rows.map(({ check }) => check.length)) + 2,
    severity: Math.max(...rows.map(({ severity }) => severity.length)) + 2,
  };
  const indent = ' '.repeat(widths.check + widths.severity);
  const lines = rows.flatMap((row) => {
    const line = row.check.padEnd(widths.check) + row.severity.padEnd(widths.severity) + row.found;
    return 'remedy' in row && row.remedy !== '' ? [line, `${indent}→ ${row.remedy}`] : [line];
  });
  return [...lines, '', summarizeReport(report)].join('\n');
}
