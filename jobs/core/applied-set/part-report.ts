import type { ObjectKey } from '../kubernetes/manifest.ts';
import type { ObjectFinding } from './finding.ts';

/** How one part stands; see `schemas/delivery-report.schema.json`. */
export interface PartReport {
  readonly uid: string;
  readonly revision: string;
  readonly state: 'Applying' | 'Applied' | 'Failed' | 'Held' | 'Removing' | 'Previewed';
  readonly objects: number;
  readonly applied: number;
  readonly failed: number;
  readonly drifted: number;
  readonly held?: number;
  readonly findings: readonly ObjectFinding[];
  readonly preview?: readonly PreviewedObject[];
}

/** What a dry run says of an object. */
export interface PreviewedObject {
  readonly object: ObjectKey;
  readonly change: 'Create' | 'Update' | 'None' | 'Delete' | 'Conflict';
  /** JSON Pointers. */
  readonly fields?: string[];
}

/** A failure as the hub is told. */
interface ToldFailure {
  readonly object: ObjectKey;
  readonly reason: string;
  readonly message: string;
  readonly remedy: string;
}

/** The report as it goes over the wire. */
export interface ReportDocument {
  parts: (Omit<PartReport, 'findings' | 'preview'> & {
    failures?: ToldFailure[];
    preview?: PreviewedObject[];
  })[];
}

/** What is told is bounded: this much of each, and all of it in less than half of a request's 64 KiB. */
const maxFailures = 10;
const maxAllFailures = 50;
const maxPreviewed = 50;
const maxFields = 20;
const maxDetailBytes = 24 * 1024;
const maxWords = 512;

/** Builds what a member says of its parts. Beyond the bounds it is counted, not listed. */
export function buildDeliveryReport(parts: readonly PartReport[]): ReportDocument {
  let leftFailures = maxAllFailures;
  let leftBytes = maxDetailBytes;
  const take = <T>(details: readonly T[], max: number): T[] => {
    const taken: T[] = [];
    for (const detail of details.slice(0, max)) {
      leftBytes -= Buffer.byteLength(JSON.stringify(detail));
      if (leftBytes < 0) break;
      taken.push(detail);
    }
    return taken;
  };
  return {
    parts: parts.map(({ findings, preview, ...rest }) => {
      const failures = take(findings.map(tell), Math.min(maxFailures, leftFailures));
      leftFailures -= failures.length;
      const previewed = take((preview ?? []).map(cutFields), maxPreviewed);
      return {
        ...rest,
        ...(failures.length === 0 ? {} : { failures }),
        ...(preview === undefined ? {} : { preview: previewed }),
      };
    }),
  };
}

function tell({ key, reason, message, remedy }: ObjectFinding): ToldFailure {
  return { object: key, reason, message: message.slice(0, maxWords), remedy: remedy.slice(0, maxWords) };
}

function cutFields({ fields, ...rest }: PreviewedObject): PreviewedObject {
  return fields === undefined ? rest : { ...rest, fields: fields.slice(0, maxFields) };
}
