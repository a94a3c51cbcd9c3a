/** The metrics of ours that a query asks for, each as often as it does; of a histogram without `_bucket` and the like. */
export function listMetrics(query: string): string[] {
  return (query.match(/\bjoinery_\w+/g) ?? []).map((name) => name.replace(/_(bucket|sum|count)$/, ''));
}
