import isImportsRequest from '#validators/imports-request';
import type { ImportsAnswer } from '#validators/imports-answer';
import type { WireRequest } from '../../core/protocol/request-digest.ts';
import { HubNotReady } from '../answer/errors.ts';
import type { Hub } from '../hub/hub.ts';
import type { PrimaryPorts } from '../ports.ts';
import { receiveSigned } from '../sync/receive-signed.ts';
import { assertSharing } from './assert-sharing.ts';

/** An answer as bytes of JSON, with room for its key chain. */
const maxBytes = 60_000;

/**
 * Hands a member the services of the set: all by id, and as many of those it lacks as fit, at least one.
 *
 * @throws {HubNotReady} While it is not known what the set has.
 * @throws SetDissolved, HubOutdated, MemberUnknown, RequestInvalid, ClockSkew
 */
export async function receiveImports(
  ports: PrimaryPorts,
  hub: Hub,
  incoming: WireRequest,
): Promise<ImportsAnswer> {
  const { body, member } = await receiveSigned(ports, hub, incoming, isImportsRequest);
  const board = assertSharing(hub, member, incoming);
  if (!board.isSynced) throw new HubNotReady();
  const { digest, services } = board.importsFor(body.name);
  const have = new Set(body.have);
  const answer: ImportsAnswer = { digest, list: [...services.keys()], services: [] };
  let bytes = JSON.stringify(answer).length;
  for (const [id, service] of services) {
    if (have.has(id)) continue;
    bytes += JSON.stringify(service).length + 1;
    if (bytes > maxBytes && answer.services.length > 0) break;
    answer.services.push(service);
  }
  return answer;
}
