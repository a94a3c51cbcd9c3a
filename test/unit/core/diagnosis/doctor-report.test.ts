import { describe, expect, it } from 'vitest';
import {
  findWorst,
  summarizeReport,
  type DoctorReport,
} from '../../../../jobs/core/diagnosis/doctor-report.ts';
import type { Finding } from '../../../../jobs/core/diagnosis/finding.ts';
import { renderDoctorTable } from '../../../../jobs/core/diagnosis/render-doctor-table.ts';

const fine: Finding = { check: 'dns', severity: 'ok', found: 'The name leads to 192.0.2.10.', remedy: '' };
const wrong: Finding = {
  check: 'headers',
  severity: 'error',
  found: 'joinery-signature did not arrive.',
  remedy: 'Let the ingress pass it.',
};
const doubtful: Finding = {
  ...wrong,
  check: 'long-poll',
  severity: 'warning',
  found: 'Cut after 5 seconds.',
};

function aReport(findings: readonly Finding[]): DoctorReport {
  const worst = findWorst(findings);
  return { mode: 'secondary', version: '0.1.0', checkedAt: '2026-11-20T12:00:00Z', worst, findings };
}

describe('findWorst()', () => {
  it.for([
    ['skipped', []],
    ['ok', [fine]],
    ['warning', [fine, doubtful]],
    ['error', [doubtful, wrong, fine]],
  ] as const)('is %s', ([worst, findings]) => {
    expect(findWorst(findings)).toBe(worst);
  });
});

describe('summarizeReport()', () => {
  it('counts, and says no more when nothing is wrong', () => {
    expect(summarizeReport(aReport([fine]))).toBe('1 check: 0 errors, 0 warnings.');
  });

  it('repeats the first of the worst', () => {
    expect(summarizeReport(aReport([fine, doubtful, wrong]))).toBe(
      '3 checks: 1 error, 1 warning. headers: joinery-signature did not arrive. Let the ingress pass it.',
    );
  });
});

describe('renderDoctorTable()', () => {
  it('puts what to do below what was found', () => {
    expect(renderDoctorTable(aReport([fine, wrong])).split('\n')).toEqual([
      'CHECK    RESULT  FOUND',
      'dns      ok      The name leads to 192.0.2.10.',
      'headers  error   joinery-signature did not arrive.',
      '                 → Let the ingress pass it.',
      '',
      '2 checks: 1 error, 0 warnings. headers: joinery-signature did not arrive. Let the ingress pass it.',
    ]);
  });
});
