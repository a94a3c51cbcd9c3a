import type { Part } from '#validators/part';
import type { SyncRequest } from '#validators/sync-request';
import type { Member } from '../../core/membership/member.ts';
import { maxDeliveryBytes } from '../../core/protocol/wire.ts';
import { judgeState } from '../../core/sync/desired-state.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import type { Hub } from '../hub/hub.ts';
import type { PrimaryPorts } from '../ports.ts';
import type { PartList } from './part-source.ts';

/** Parts a member takes; `sync-answer.schema.json` says the same. The rest of the answer is small. */
const maxParts = 1000;
const maxListBytes = maxDeliveryBytes - 65_536;

/** A part is measured once, however many lists it is on: of a list that changed most parts did not. */
const measured = new WeakMap<Part, number>();

/**
 * The parts to tell a member of: `undefined` when it has that list, takes no parts, is to be given nothing new, or as
 * long as it is not known what it should have. Nothing said means that everything stays. More than a member takes is
 * not told either: an answer that it refuses would cost it the line.
 */
export function chooseParts(
  { logger }: Pick<PrimaryPorts, 'logger'>,
  { config, parts, deliveries }: Hub,
  member: Stored<Member>,
  { parts: taken }: Pick<SyncRequest, 'parts'>,
): PartList | undefined {
  if (taken === undefined || !parts.isSynced) return undefined;
  if (judgeState(config, member) !== 'Joined') return undefined;
  const wanted = parts.partsFor(member, deliveries.uidsOf(member.metadata.name));
  if (wanted.digest === taken) return undefined;
  if (isFitting(wanted.list)) return wanted;
  logger.warn('More parts than a member takes', { member: member.metadata.name, parts: wanted.list.length });
  return undefined;
}

function isFitting(list: readonly Part[]): boolean {
  return list.length <= maxParts && list.reduce((sum, part) => sum + measure(part), 0) <= maxListBytes;
}

function measure(part: Part): number {
  const known = measured.get(part);
  if (known !== undefined) return known;
  const bytes = Buffer.byteLength(JSON.stringify(part)) + 1;
  measured.set(part, bytes);
  return bytes;
}
