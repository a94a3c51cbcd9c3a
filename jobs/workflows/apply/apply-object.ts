import { adoptedAnnotation, applySetMarks, markManifest } from '../../core/applied-set/apply-set.ts';
import { checkWanted } from '../../core/applied-set/check-wanted.ts';
import { describeRefusal } from '../../core/applied-set/describe-refusal.ts';
import type { Finding } from '../../core/applied-set/finding.ts';
import type { CompletePart, WantedObject } from '../../core/applied-set/holding.ts';
import { leaveOutIgnored, listIgnored } from '../../core/applied-set/ignored-fields.ts';
import { findManagers, isApplied, listOwnFields, renderField } from '../../core/applied-set/own-fields.ts';
import type { StoredManifest } from '../../core/kubernetes/manifest.ts';
import { describeKey, keyOf, keyText } from '../../core/kubernetes/object-key.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import type { ApplyWorld } from './apply-world.ts';

/** What an object is applied for. */
export interface ApplyTask {
  readonly part: CompletePart;
  readonly setId: string;
  readonly wanted: WantedObject;
  /** It may have been applied before, by this program or one that ended. */
  readonly isKnown: boolean;
  /** Fields as they were after it was last applied as it is now wanted. */
  readonly fields: readonly string[] | undefined;
}

/** How it went. */
export type ApplyResult =
  | {
      readonly type: 'applied';
      readonly fields: readonly string[];
      readonly repaired?: Repair;
      readonly uid: string;
    }
  /** It is somebody else's and left to them, as the Distribution says. */
  | { readonly type: 'skipped' }
  | { readonly type: 'failed'; readonly finding: Finding };

/** What was put right. */
export interface Repair {
  /** Fields that were changed; none when the object was gone. */
  readonly fields: readonly string[];
  readonly managers: readonly string[];
}

/** Whose the object is that stands on the member. */
type Standing = 'absent' | 'ours' | 'theirs';

/**
 * Applies one object. It looks first whose the object is, since server-side apply merges in silence where no field
 * differs. Repeated, it writes nothing.
 */
export async function applyObject(
  world: ApplyWorld,
  task: ApplyTask,
  signal: AbortSignal,
): Promise<ApplyResult> {
  const { wanted } = task;
  const { objects } = world.ports;
  const { apiVersion, kind } = wanted.key;
  let plural = kind.toLowerCase();
  try {
    const served = await objects.describe(apiVersion, kind, signal);
    if (served !== undefined) plural = served.plural;
    const { refusals } = world;
    const isNamespaced = served?.isNamespaced ?? wanted.key.namespace !== undefined;
    const finding = checkWanted(wanted, { refusals, isNamespaced }) ?? findRival(world, task);
    if (finding !== undefined) return { type: 'failed', finding };
    return await applyAllowed(world, task, signal);
  } catch (error) {
    if (!(error instanceof JoineryError)) throw error;
    return { type: 'failed', finding: describeRefusal(wanted, error, { plural }) };
  }
}

async function applyAllowed(world: ApplyWorld, task: ApplyTask, signal: AbortSignal): Promise<ApplyResult> {
  const { wanted, part, setId, fields: before } = task;
  const live = await world.ports.objects.get(wanted.key, signal);
  const standing = judgeStanding(live, task);
  if (standing === 'theirs' && part.conflict === 'Skip') return { type: 'skipped' };
  if (live !== undefined && standing === 'theirs' && part.conflict === 'Fail')
    return { type: 'failed', finding: describeStranger(wanted, live) };
  const ignored = listIgnored(part.ignore, wanted.manifest);
  const lost = before && live && listLost(before, listOwnFields(live, ignored));
  const isOfSet = live?.metadata.labels?.[applySetMarks.partOf] === setId;
  if (before !== undefined && live !== undefined && isOfSet && lost?.length === 0)
    return { type: 'applied', fields: before, uid: live.metadata.uid };
  const isAdopted = standing === 'theirs' || live?.metadata.annotations?.[adoptedAnnotation] !== undefined;
  const marked = markManifest(wanted.manifest, { setId, isAdopted });
  const manifest = leaveOutIgnored(marked, ignored, live);
  const apply = async (): Promise<StoredManifest> =>
    world.ports.objects.apply(manifest, { force: standing !== 'absent' }, signal);
  const first = await apply().catch((error: unknown) => {
    if (part.createNamespaces && isNamespaceMissing(error)) return undefined;
    throw error;
  });
  const finding = first === undefined ? await makeNamespace(world, wanted, signal) : undefined;
  if (finding !== undefined) return { type: 'failed', finding };
  const applied = first ?? (await apply());
  const repaired = before && {
    fields: (lost ?? []).map(renderField),
    managers: live ? findManagers(live, lost ?? []) : [],
  };
  return {
    type: 'applied',
    fields: listOwnFields(applied, ignored),
    uid: applied.metadata.uid,
    ...(repaired === undefined ? {} : { repaired }),
  };
}

function listLost(before: readonly string[], now: readonly string[]): string[] {
  const left = new Set(now);
  return before.filter((field) => !left.has(field));
}

/** What Joinery applied says so itself; where the label was taken off, it is known from before. */
function judgeStanding(live: StoredManifest | undefined, { isKnown }: ApplyTask): Standing {
  if (live === undefined) return 'absent';
  const isMarked = applySetMarks.partOf in (live.metadata.labels ?? {});
  return isApplied(live) && (isMarked || isKnown) ? 'ours' : 'theirs';
}

function isNamespaceMissing(error: unknown): boolean {
  return error instanceof JoineryError && 'reason' in error && error.reason === 'NamespaceMissing';
}

/**
 * Makes the namespace an object is to be in. It belongs to no Distribution: what else comes into it is not Joinery's.
 *
 * @returns What stood in the way.
 */
async function makeNamespace(
  { ports: { objects }, refusals }: ApplyWorld,
  { key: { namespace: name = '' }, id }: WantedObject,
  signal: AbortSignal,
): Promise<Finding | undefined> {
  const manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
  const wanted = { id, manifest, key: keyOf(manifest), isConfidential: false };
  const denied = checkWanted(wanted, { refusals, isNamespaced: false });
  if (denied !== undefined) return denied;
  try {
    await objects.apply(manifest, { force: false }, signal);
    return undefined;
  } catch (error) {
    if (!(error instanceof JoineryError)) throw error;
    return describeRefusal(wanted, error, { plural: 'namespaces' });
  }
}

/** Of two Distributions that want one object, the older has it. */
export function findRival(
  world: ApplyWorld,
  { part, wanted }: Pick<ApplyTask, 'part' | 'wanted'>,
): Finding | undefined {
  const owner = world.ownerOf(keyText(wanted.key));
  if (owner === undefined || owner.uid === part.uid) return undefined;
  return {
    reason: 'Conflict',
    message: `Cannot apply ${describeKey(wanted.key)}: the older distribution ${owner.name} has it`,
    remedy: 'Take the object out of one of the two distributions.',
    isWaiting: false,
  };
}

/** Says whose an object is that is there already. */
function describeStranger({ key }: WantedObject, live: StoredManifest): Finding {
  const managers = new Set((live.metadata.managedFields ?? []).flatMap(({ manager }) => manager ?? []));
  const names = managers.size === 0 ? 'somebody else' : [...managers].slice(0, 5).join(', ');
  return {
    reason: 'Exists',
    message: `Cannot apply ${describeKey(key)}: it is there already, managed by ${names}`,
    remedy: 'Set conflict: Adopt on the distribution to take it over, or Skip to leave it as it is.',
    isWaiting: false,
  };
}
