import type { SyncRequest } from '#validators/sync-request';
import type { Hub } from '../hub/hub.ts';

/**
 * Notes what a member says of its parts, in memory.
 *
 * @param sentAt The signed time of sending.
 * @returns Whether the hub lacks the report that the request names.
 */
export function noteDelivery({ deliveries }: Hub, request: SyncRequest, sentAt: Date): boolean {
  const { name, instance, sequence, deliveryReport: report, deliveryReportDigest: digest } = request;
  if (digest === undefined) return false;
  if (report !== undefined) {
    deliveries.note(name, { report, digest, instance, sequence, saidAtMs: sentAt.getTime() });
  }
  return deliveries.lacks(name, digest);
}
