import { newerEpoch } from '../../core/hub-identity/hub-identity.ts';
import { HubOutdated } from '../../core/protocol/errors.ts';
import type { Hub } from '../hub/hub.ts';

/**
 * Refuses to change anything as a hub that members know a newer one of.
 *
 * @throws {HubOutdated}
 */
export function assertNewest({ identity }: Hub): void {
  const newest = newerEpoch(identity());
  if (newest !== undefined) throw new HubOutdated({ epoch: identity().epoch, newest });
}
