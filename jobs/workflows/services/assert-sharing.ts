import type { Member } from '../../core/membership/member.ts';
import { RequestInvalid, SetDissolved } from '../../core/protocol/errors.ts';
import type { WireRequest } from '../../core/protocol/request-digest.ts';
import { judgeState } from '../../core/sync/desired-state.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import { HubNotReady } from '../answer/errors.ts';
import type { Hub } from '../hub/hub.ts';
import type { ExportBoard } from './export-board.ts';

/**
 * Refuses whoever does not share services: no member that waits for acceptance or is paused, none of a set that ends,
 * and nobody where the primary shares none.
 *
 * @throws {HubNotReady} While what is stored is not known.
 * @throws {SetDissolved} {@link RequestInvalid}
 */
export function assertSharing(
  { config, identity, services }: Hub,
  member: Stored<Member>,
  { path }: WireRequest,
): ExportBoard {
  if (identity().isDissolved) throw new SetDissolved({ primary: config.name });
  if (services === undefined)
    throw new RequestInvalid({
      path,
      found: 'the primary shares no services (mcs.controller is none there)',
    });
  if (judgeState(config, member) !== 'Joined')
    throw new RequestInvalid({ path, found: 'the member is not accepted, or paused' });
  if (!services.isFollowing) throw new HubNotReady();
  return services;
}
