import { describe, expect, it } from 'vitest';
import isDeliveryReport from '#validators/delivery-report';
import { buildDeliveryReport, type PartReport } from '../../../../jobs/core/applied-set/part-report.ts';

const key = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'colours' };
const finding = {
  key,
  reason: 'Invalid',
  message: 'm'.repeat(5000),
  remedy: 'r'.repeat(5000),
  isWaiting: false,
};
const part = (over: Partial<PartReport>): PartReport => ({
  uid: '0b6f3a52-6b0e-4c0e-9a57-000000000001',
  revision: 'a'.repeat(43),
  state: 'Failed',
  objects: 5000,
  applied: 0,
  failed: 5000,
  drifted: 0,
  findings: [],
  ...over,
});

describe('buildDeliveryReport()', () => {
  it('lists the first failures of each part, and counts all of them', () => {
    const report = buildDeliveryReport([part({ findings: Array.from({ length: 5000 }, () => finding) })]);

    expect(report.parts[0]?.failures).toHaveLength(10);
    expect(report.parts[0]).toMatchObject({ failed: 5000 });
    expect(isDeliveryReport(report)).toBe(true);
  });

  it('stays small however much there is to tell', () => {
    const fields = Array.from({ length: 500 }, (_, at) => `/${'f'.repeat(400)}${at}`);
    const preview = Array.from({ length: 500 }, () => ({ object: key, change: 'Update', fields }) as const);
    const parts = Array.from({ length: 100 }, () => part({ findings: [finding, finding], preview }));

    const report = buildDeliveryReport(parts);

    expect(Buffer.byteLength(JSON.stringify(report))).toBeLessThan(56 * 1024);
    expect(report.parts).toHaveLength(100);
    expect(isDeliveryReport(report)).toBe(true);
  });
});
