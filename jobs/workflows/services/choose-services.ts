import type { SyncAnswer } from '#validators/sync-answer';
import type { SyncRequest } from '#validators/sync-request';
import type { Member } from '../../core/membership/member.ts';
import { judgeState } from '../../core/sync/desired-state.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import type { Hub } from '../hub/hub.ts';

/** What a sync is told of services: `undefined` when hub or member take no part, or it is not known yet. */
export function chooseServices(
  { config, services: board }: Hub,
  member: Stored<Member>,
  { services: said }: Pick<SyncRequest, 'services'>,
): SyncAnswer['services'] | undefined {
  if (said === undefined || board?.isFollowing !== true || judgeState(config, member) !== 'Joined')
    return undefined;
  const { name } = member.metadata;
  // While it is not known what the set has, everybody keeps what they have.
  const imports = board.isSynced ? board.importsFor(name).digest : said.imports;
  const lacksExports = said.exports !== '' && board.exportsOf(name)?.digest !== said.exports;
  return { imports, ...(lacksExports ? { lacksExports } : {}) };
}

/** Tells whether that is worth an answer now. */
export function isServiceNews(
  chosen: SyncAnswer['services'] | undefined,
  { services: said }: Pick<SyncRequest, 'services'>,
): boolean {
  return chosen !== undefined && (chosen.lacksExports === true || chosen.imports !== said?.imports);
}
