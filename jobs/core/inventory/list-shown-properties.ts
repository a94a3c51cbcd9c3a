import type { Manifest } from '../kubernetes/manifest.ts';
import { inventoryLabels } from './inventory-names.ts';

/** What a report may carry of them; `schemas/report.schema.json` says the same. */
const maxProperties = 32;
const maxNameLength = 253;
const maxValueLength = 256;

/**
 * Picks out of the ClusterProperties of a cluster those that are to be shown to the set, by name. KEP-4322 leaves
 * that to a label; one that is too long for a report is left out.
 */
export function listShownProperties(properties: readonly Manifest[]): Record<string, string> {
  const shown = properties.flatMap(({ metadata, spec }): [string, string][] => {
    const value = (spec as { value?: unknown } | undefined)?.value;
    const isShown = metadata.labels?.[inventoryLabels.shown] === 'true';
    const fits = metadata.name.length <= maxNameLength && typeof value === 'string';
    return isShown && fits && value.length > 0 && value.length <= maxValueLength
      ? [[metadata.name, value]]
      : [];
  });
  const sorted = shown.toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(sorted.slice(0, maxProperties));
}
