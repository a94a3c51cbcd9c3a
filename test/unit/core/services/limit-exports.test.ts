import { describe, expect, it } from 'vitest';
import { limitExports } from '../../../../jobs/core/services/limit-exports.ts';
import { aServiceSlice, anExportedService } from '../../../builders/a-service.ts';

const addresses = Array.from({ length: 600 }, (_, index) => `10.88.${index % 200}.1`);
const large = (createdAt: string) => anExportedService({ createdAt, slices: [aServiceSlice(...addresses)] });

describe('limitExports()', () => {
  it('takes what fits, the oldest first', () => {
    const [old, middle, young] = [large('2026-01-01'), large('2026-02-01'), large('2026-03-01')];
    const extra = large('2026-04-01');
    const small = anExportedService({ name: 'small', createdAt: '2026-05-01' });

    const { told, leftOut } = limitExports([extra, young, small, old, middle]);

    expect(told).toEqual([old, middle, young, small]);
    expect([...leftOut]).toEqual([extra]);
  });
});
