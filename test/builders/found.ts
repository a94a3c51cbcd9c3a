/** The value, where a test knows that there is one; ends the test when there is not. */
export function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The test expected to find something that is not there');
  return value;
}
