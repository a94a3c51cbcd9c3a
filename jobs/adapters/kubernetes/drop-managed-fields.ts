/**
 * Takes off an object that was just read who set which of its fields. Nothing here asks for that, it can be as large as
 * the object, and many are kept. The API server keeps its own when an object is written without it.
 *
 * @returns The same object.
 */
export function dropManagedFields<T extends { readonly metadata: object }>(object: T): T {
  const metadata: { managedFields?: unknown } = object.metadata;
  delete metadata.managedFields;
  return object;
}
