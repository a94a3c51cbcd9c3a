import { describe, expect, it } from 'vitest';
import { compareVersions } from '../../../../jobs/core/diagnosis/compare-versions.ts';

describe('compareVersions()', () => {
  it.for([
    ['0.1.0', '0.1.7', 'same'],
    ['v1.34.4', '1.34.0-rc.1', 'same'],
    ['0.1.0', '0.2.0', 'near'],
    ['1.3.0', '1.2.9', 'near'],
    ['0.1.0', '0.3.0', 'far'],
    ['1.0.0', '2.0.0', 'far'],
    ['latest', '0.1.0', 'unknown'],
    ['', '0.1.0', 'unknown'],
  ] as const)('finds %s and %s to be %s', ([one, other, distance]) => {
    expect(compareVersions(one, other)).toBe(distance);
    expect(compareVersions(other, one)).toBe(distance);
  });
});
