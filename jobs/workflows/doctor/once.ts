/** Makes a function that looks at the first call and gives every call what that one found, or threw. */
export function once<T>(look: () => Promise<T>): () => Promise<T> {
  let found: Promise<T> | undefined;
  return async () => (found ??= look());
}
