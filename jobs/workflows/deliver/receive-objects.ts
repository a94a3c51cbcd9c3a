import isObjectsRequest from '#validators/objects-request';
import type { ObjectsAnswer } from '#validators/objects-answer';
import type { PublicKey } from '../../core/keys/public-key.ts';
import { MemberUnknown } from '../../core/membership/errors.ts';
import type { Member } from '../../core/membership/member.ts';
import { SetDissolved } from '../../core/protocol/errors.ts';
import type { WireRequest } from '../../core/protocol/request-digest.ts';
import { seal } from '../../core/sealing/seal.ts';
import { judgeState } from '../../core/sync/desired-state.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import { HubNotReady } from '../answer/errors.ts';
import { assertNewest } from '../fence/assert-newest.ts';
import type { Hub } from '../hub/hub.ts';
import type { PrimaryPorts } from '../ports.ts';
import { receiveSigned } from '../sync/receive-signed.ts';
import type { ListedObject } from './part-source.ts';

/** Objects in one answer, in bytes before compression; a single one may be larger. */
const maxObjectsBytes = 512 * 1024;

/** One object as it travels. */
type SentObject = ObjectsAnswer['objects'][number];

/**
 * Hands a member the objects it asks for, as far as they are on its list now and fit into one answer. What is secret
 * is sealed here, for this answer: nothing sealed is kept.
 *
 * @throws {HubNotReady} While it is not known what members should have.
 * @throws SetDissolved, HubOutdated, MemberUnknown, RequestInvalid, ClockSkew
 */
export async function receiveObjects(
  ports: PrimaryPorts,
  hub: Hub,
  incoming: WireRequest,
): Promise<ObjectsAnswer> {
  assertNewest(hub);
  if (hub.identity().isDissolved) throw new SetDissolved({ primary: hub.config.name });
  if (!hub.roster.isSynced || !hub.parts.isSynced) throw new HubNotReady();
  const { body, member } = await receiveSigned(ports, hub, incoming, isObjectsRequest);
  const sealing = member.status?.keys?.sealing;
  if (sealing === undefined) throw new MemberUnknown();
  const listed = findListed(hub, member, body.ids);
  const unknown = body.ids.filter((id) => !listed.has(id));
  return { objects: await send(listed, sealing), unknown };
}

/** Who is to be given nothing new has no list. */
function findListed(
  { config, parts }: Hub,
  member: Stored<Member>,
  ids: readonly string[],
): ReadonlyMap<string, ListedObject> {
  return judgeState(config, member) === 'Joined' ? parts.find(member, ids) : new Map();
}

/** As many as fit; at least one, so that whoever asks comes to an end. */
async function send(listed: ReadonlyMap<string, ListedObject>, sealing: PublicKey): Promise<SentObject[]> {
  const objects: SentObject[] = [];
  let bytes = 0;
  for (const [id, object] of listed) {
    const sent = { id, ...(await close(object, sealing)) };
    bytes += Buffer.byteLength(JSON.stringify(sent));
    if (objects.length > 0 && bytes > maxObjectsBytes) break;
    objects.push(sent);
  }
  return objects;
}

async function close(
  { manifest, isConfidential }: ListedObject,
  sealing: PublicKey,
): Promise<Omit<SentObject, 'id'>> {
  const isSecret = manifest.kind === 'Secret' && manifest.apiVersion === 'v1';
  return isConfidential || isSecret ? { sealed: await seal(manifest, sealing) } : { manifest };
}
