const writeVerbs = new Set(['POST', 'PUT', 'PATCH', 'APPLY', 'DELETE', 'DELETECOLLECTION']);

/**
 * Counts what an API server was asked to write, by kind of object.
 *
 * @param metrics Its metrics, with lines such as `apiserver_request_total{…,resource="leases",…,verb="PUT",…} 12`.
 */
export function countWrites(metrics: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const line of metrics.split('\n')) {
    if (!line.startsWith('apiserver_request_total{')) continue;
    const [, resource = ''] = /[{,]resource="([^"]*)"/.exec(line) ?? [];
    const [, verb = ''] = /[{,]verb="([^"]*)"/.exec(line) ?? [];
    // Asking whether something may be done (TokenReview and the like) is a POST that writes nothing.
    if (!writeVerbs.has(verb) || resource.endsWith('reviews')) continue;
    counts[resource] = (counts[resource] ?? 0) + Number(line.slice(line.lastIndexOf(' ')));
  }
  return counts;
}
