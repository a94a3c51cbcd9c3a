import isExportsRequest from '#validators/exports-request';
import type { WireRequest } from '../../core/protocol/request-digest.ts';
import type { Hub } from '../hub/hub.ts';
import type { PrimaryPorts } from '../ports.ts';
import { receiveSigned } from '../sync/receive-signed.ts';
import { assertSharing } from './assert-sharing.ts';
import { keepExports } from './keep-exports.ts';
import { noteStanding } from './note-standing.ts';

/**
 * Takes up what a member exports. Said again it changes nothing.
 *
 * @throws {HubNotReady} While what is stored is not known.
 * @throws SetDissolved, HubOutdated, MemberUnknown, RequestInvalid, ClockSkew
 */
export async function receiveExports(
  ports: PrimaryPorts,
  hub: Hub,
  incoming: WireRequest,
): Promise<Record<string, never>> {
  const { body, member, sentAt } = await receiveSigned(ports, hub, incoming, isExportsRequest);
  const board = assertSharing(hub, member, incoming);
  const { name: _, ...exports } = body;
  await keepExports(ports, board, { member, exports: { ...exports, sentAtMs: sentAt.getTime() } });
  await noteStanding(ports, hub, member, body.standing);
  return {};
}
