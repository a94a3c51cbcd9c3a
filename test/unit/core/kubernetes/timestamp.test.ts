import { describe, expect, it } from 'vitest';
import { renderTimestamp } from '../../../../jobs/core/kubernetes/timestamp.ts';

describe('renderTimestamp()', () => {
  it('writes whole seconds in UTC', () => {
    expect(renderTimestamp(new Date('2026-11-20T13:00:00.999+01:00'))).toBe('2026-11-20T12:00:00Z');
  });
});
