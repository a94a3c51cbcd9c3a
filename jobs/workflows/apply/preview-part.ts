import { applySetMarks, markManifest } from '../../core/applied-set/apply-set.ts';
import { diffFields } from '../../core/applied-set/diff-fields.ts';
import type { Holding, WantedObject } from '../../core/applied-set/holding.ts';
import { leaveOutIgnored, listIgnored } from '../../core/applied-set/ignored-fields.ts';
import { isApplied } from '../../core/applied-set/own-fields.ts';
import type { PreviewedObject } from '../../core/applied-set/part-report.ts';
import type { ObjectKey } from '../../core/kubernetes/manifest.ts';
import { keyText } from '../../core/kubernetes/object-key.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import { findRival } from './apply-object.ts';
import type { ApplyWorld } from './apply-world.ts';
import { mapLimited } from './map-limited.ts';
import { listWanted } from './list-wanted.ts';

/** So many objects are asked about at a time. */
const atOnce = 8;

/** A part that is only asked about. */
export interface PreviewedPart extends Pick<Holding, 'part' | 'bodies'> {
  readonly setId: string;
}

/**
 * Asks the API server what would come of a part, and changes nothing.
 *
 * @param inventory What the member has of it now.
 */
export async function previewPart(
  world: ApplyWorld,
  previewed: PreviewedPart,
  inventory: readonly ObjectKey[],
  signal: AbortSignal,
): Promise<PreviewedObject[]> {
  const wanted = listWanted(previewed.part, previewed.bodies);
  const changes = await mapLimited(wanted, atOnce, async (object) => ({
    object: object.key,
    ...(await previewObject(world, previewed, object, signal)),
  }));
  const kept = new Set(wanted.map(({ key }) => keyText(key)));
  const goes = inventory.filter((key) => !kept.has(keyText(key)));
  return [...changes, ...goes.map((object) => ({ object, change: 'Delete' }) as const)];
}

async function previewObject(
  world: ApplyWorld,
  { part, setId }: PreviewedPart,
  wanted: WantedObject,
  signal: AbortSignal,
): Promise<Omit<PreviewedObject, 'object'>> {
  const { objects } = world.ports;
  const { key, manifest } = wanted;
  if (findRival(world, { part, wanted }) !== undefined) return { change: 'Conflict' };
  try {
    const live = await objects.get(key, signal);
    if (live === undefined) return { change: 'Create' };
    const isOurs = isApplied(live) && applySetMarks.partOf in (live.metadata.labels ?? {});
    if (!isOurs && part.conflict !== 'Adopt')
      return { change: part.conflict === 'Skip' ? 'None' : 'Conflict' };
    const marked = markManifest(manifest, { setId, isAdopted: !isOurs });
    const sent = leaveOutIgnored(marked, listIgnored(part.ignore, manifest), live);
    const fields = diffFields(live, await objects.apply(sent, { force: true, dryRun: true }, signal));
    return { change: fields.length === 0 ? 'None' : 'Update', fields };
  } catch (error) {
    if (!(error instanceof JoineryError)) throw error;
    return { change: 'Conflict' };
  }
}
