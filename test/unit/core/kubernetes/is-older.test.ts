import { expect, it } from 'vitest';
import { isOlder } from '../../../../jobs/core/kubernetes/is-older.ts';

it.for([
  ['9', '10', true],
  ['10', '9', false],
  ['10', '10', false],
  ['18446744073709551614', '18446744073709551615', true],
  ['abc', '10', false],
  ['10', '', false],
] as const)('%s before %s: %s', ([version, than, expected]) => {
  expect(isOlder(version, than)).toBe(expected);
});
