import { describe, expect, it } from 'vitest';
import isDeliveryReport, { type DeliveryReport } from '#validators/delivery-report';
import { fitReport } from '../../../../jobs/workflows/deliver/fit-report.ts';

const limitBytes = 48 * 1024;
const aFailure = { reason: 'Refused', message: 'm'.repeat(1024), remedy: 'r'.repeat(1024) };

/** A report on so many parts with so many failures each. */
function aReport(parts: number, failures: number): DeliveryReport {
  return {
    parts: Array.from({ length: parts }, (_, at) => ({
      uid: `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`,
      revision: 'A'.repeat(43),
      state: 'Failed',
      objects: 9,
      applied: 0,
      failed: 9,
      drifted: 0,
      ...(failures === 0 ? {} : { failures: Array.from({ length: failures }, () => aFailure) }),
    })),
  };
}

describe('fitReport()', () => {
  it('leaves a report that fits as it is', () => {
    expect(fitReport(aReport(4, 5))).toEqual(aReport(4, 5));
  });

  it.for([
    ['keeps the first failure of each part', 20, 10, 20, 1],
    ['leaves failures out and keeps the counts', 100, 1, 100, 0],
  ] as const)('%s when there is more', ([, parts, failures, partsLeft, failuresLeft]) => {
    expect(fitReport(aReport(parts, failures))).toEqual(aReport(partsLeft, failuresLeft));
  });

  it('tells of as many parts as there is room for', () => {
    const { parts } = fitReport(aReport(1000, 3));

    expect(parts.length).toBeGreaterThan(200);
    expect(parts).toEqual(aReport(parts.length, 0).parts);
  });

  it.for([0, 1, 3, 10, 30, 100, 300, 1000].map((parts) => [parts] as const))(
    'makes a report on %i parts one that a sync can carry',
    ([parts]) => {
      const fitted = fitReport(aReport(parts, 10));

      expect(Buffer.byteLength(JSON.stringify(fitted))).toBeLessThanOrEqual(limitBytes);
      expect(isDeliveryReport(fitted)).toBe(true);
    },
  );
});
