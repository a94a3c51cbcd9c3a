/** Renders an instant as Kubernetes' `metav1.Time` does: RFC 3339, UTC, whole seconds. */
export function renderTimestamp(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}
