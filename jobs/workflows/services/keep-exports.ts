import { primaryNames } from '../../core/kubernetes/names.ts';
import type { Member } from '../../core/membership/member.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import type { Hub } from '../hub/hub.ts';
import type { PrimaryPorts } from '../ports.ts';
import type { ExportBoard } from './export-board.ts';
import { buildStoredExports, parseStoredExports, type StoredExports } from './stored-exports.ts';

/** Takes up what all replicas stored of exports, for as long as the signal allows. */
export async function followExports(
  { kubernetes }: Pick<PrimaryPorts, 'kubernetes'>,
  { config: { namespace } }: Pick<Hub, 'config'>,
  board: ExportBoard,
  signal: AbortSignal,
): Promise<void> {
  for await (const change of kubernetes.watch('ConfigMap', { namespace }, signal)) {
    if (change.type === 'snapshot') {
      board.noteAll(
        new Map(change.objects.flatMap((each) => [parseStoredExports(each) ?? []].filter(isPair))),
      );
    } else {
      const [member, stored] = parseStoredExports(change.object) ?? [];
      if (member !== undefined) board.note(member, change.type === 'deleted' ? undefined : stored);
    }
  }
}

function isPair(parsed: [string, StoredExports] | never[]): parsed is [string, StoredExports] {
  return parsed.length > 0;
}

/**
 * Stores what a member exports, so that every replica knows it. What is stored already is not written again; an older
 * word than the stored one, such as a replay, is passed over.
 */
export async function keepExports(
  { kubernetes }: Pick<PrimaryPorts, 'kubernetes'>,
  board: ExportBoard,
  { member, exports }: { member: Stored<Member>; exports: StoredExports },
): Promise<void> {
  const { namespace = '', name } = member.metadata;
  const wanted = buildStoredExports(member, exports);
  const ref = { namespace, name: primaryNames.serviceExports(name) };
  const stored = await kubernetes.get('ConfigMap', ref);
  const [, known] = (stored && parseStoredExports(stored)) ?? [];
  if (known !== undefined && (known.digest === exports.digest || known.sentAtMs > exports.sentAtMs)) {
    board.note(name, known);
    return;
  }
  const written =
    stored === undefined
      ? await kubernetes.create('ConfigMap', wanted)
      : await kubernetes.update('ConfigMap', {
          ...stored,
          ...wanted,
          metadata: { ...stored.metadata, ...wanted.metadata },
        });
  // Where somebody else was quicker, the watch tells.
  if (written !== undefined) board.note(name, exports);
}

/** Takes away what a member exported, that takes no part any more. */
export async function dropExports(
  { kubernetes }: Pick<PrimaryPorts, 'kubernetes'>,
  { config: { namespace } }: Pick<Hub, 'config'>,
  { board, name }: { board: ExportBoard; name: string },
): Promise<void> {
  const ref = { namespace, name: primaryNames.serviceExports(name) };
  const stored = await kubernetes.get('ConfigMap', ref);
  if (stored !== undefined) await kubernetes.delete('ConfigMap', { ...ref, uid: stored.metadata.uid });
  board.note(name, undefined);
}
