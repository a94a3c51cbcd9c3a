import type { ExportedService } from '#validators/exported-service';

/** All exports of a member together, as bytes of JSON: they travel in one request. */
const maxBytes = 60_000;

/** Exports that are told, and those there is no room for. */
export interface LimitedExports {
  readonly told: readonly ExportedService[];
  readonly leftOut: ReadonlySet<ExportedService>;
}

/** Takes as many exports as fit, the oldest first, so that a new one cannot push out what is in use. */
export function limitExports(exports: readonly ExportedService[]): LimitedExports {
  const told: ExportedService[] = [];
  const leftOut = new Set<ExportedService>();
  let leftBytes = maxBytes;
  for (const service of exports.toSorted((one, other) => (ageOf(one) < ageOf(other) ? -1 : 1))) {
    const bytes = JSON.stringify(service).length + 1;
    if (bytes > leftBytes) leftOut.add(service);
    else {
      told.push(service);
      leftBytes -= bytes;
    }
  }
  return { told, leftOut };
}

function ageOf({ createdAt, namespace, name }: ExportedService): string {
  return `${createdAt} ${namespace}/${name}`;
}
