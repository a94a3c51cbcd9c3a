import type { DeliveryReport } from '#validators/delivery-report';

type ReportedPart = DeliveryReport['parts'][number];

/** A report shares the body of a sync with what else a member says, in bytes. */
const maxReportBytes = 48 * 1024;

/**
 * The report as far as it fits into a sync: first the details are shortened, then left out, which the counts outlive;
 * of parts beyond some two hundred nothing is told. The hub leaves alone what it is not told of.
 */
export function fitReport(report: DeliveryReport): DeliveryReport {
  const shortened = report.parts.map(shorten);
  const bare = report.parts.map(strip);
  const tries = [report.parts, shortened, bare];
  const fitting = tries.find((parts) => measure(parts) <= maxReportBytes) ?? takeFitting(bare);
  return { parts: fitting };
}

/** The first of each is what people read first. */
function shorten({ failures, preview, ...part }: ReportedPart): ReportedPart {
  return {
    ...part,
    ...(failures === undefined ? {} : { failures: failures.slice(0, 1) }),
    ...(preview === undefined ? {} : { preview: preview.slice(0, 1) }),
  };
}

function strip({ failures: _failures, preview: _preview, ...part }: ReportedPart): ReportedPart {
  return part;
}

function takeFitting(parts: readonly ReportedPart[]): ReportedPart[] {
  let bytes = 0;
  return parts.filter((part) => {
    bytes += measure(part) + 1;
    return bytes < maxReportBytes;
  });
}

function measure(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
