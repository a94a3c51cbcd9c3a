import { describe, expect, it } from 'vitest';
import { deriveMemberName, parseMemberName } from '../../../../jobs/core/membership/member-name.ts';

describe('parseMemberName()', () => {
  it.for([
    ['an empty name', ''],
    ['capitals', 'Edge-7'],
    ['a dot', 'edge.7'],
    ['an underscore', 'edge_7'],
    ['a hyphen at the beginning', '-edge'],
    ['a hyphen at the end', 'edge-'],
    ['a space', 'edge 7'],
    ['a line break at the end', 'edge-7\n'],
    ['a path', '../edge'],
    ['letters that are not ASCII', 'zürich'],
    ['64 characters', 'a'.repeat(64)],
  ] as const)('refuses %s', ([, name]) => {
    expect(() => parseMemberName(name)).toThrow(expect.objectContaining({ code: 'JOINERY_NAME_INVALID' }));
  });

  it.for([
    ['one letter', 'a'],
    ['digits only', '7'],
    ['hyphens inside', 'edge--7'],
    ['63 characters', 'a'.repeat(63)],
  ] as const)('accepts %s', ([, name]) => {
    expect(parseMemberName(name)).toBe(name);
  });
});

describe('deriveMemberName()', () => {
  it('gives a valid name that stays the same', () => {
    const name = deriveMemberName('b7a1c0de-0000-4000-8000-000000000001');

    expect(parseMemberName(name)).toBe(name);
    expect(deriveMemberName('b7a1c0de-0000-4000-8000-000000000001')).toBe(name);
  });

  it('gives another name to another cluster', () => {
    expect(deriveMemberName('a')).not.toBe(deriveMemberName('b'));
  });
});
