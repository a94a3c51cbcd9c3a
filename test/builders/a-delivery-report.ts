import type { DeliveryReport } from '#validators/delivery-report';
import { digestOf } from '../../jobs/core/protocol/digest.ts';

/** What a member says of one distribution that it has applied, and how that is told in a sync. */
export function aDeliveryReport(uid: string, applied = 1): DeliveryReport {
  const counts = { objects: applied, applied, failed: 0, drifted: 0 };
  return { parts: [{ uid, revision: 'A'.repeat(43), state: 'Applied', ...counts }] };
}

/** The same as fields of a sync. */
export function tellReport(report: DeliveryReport) {
  return { deliveryReport: report, deliveryReportDigest: digestOf(JSON.stringify(report)) };
}
