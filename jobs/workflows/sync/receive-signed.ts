import { MemberUnknown } from '../../core/membership/errors.ts';
import { hasLeft } from '../../core/membership/has-left.ts';
import { isMemberName } from '../../core/membership/member-name.ts';
import type { Member } from '../../core/membership/member.ts';
import type { PublicKey } from '../../core/keys/public-key.ts';
import { thumbprint } from '../../core/keys/thumbprint.ts';
import { ClockSkew, RequestInvalid, SignatureInvalid } from '../../core/protocol/errors.ts';
import { readSigner, verifyRequest } from '../../core/protocol/request-signature.ts';
import { maxClockSkewMs, wireHeaders } from '../../core/protocol/wire.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import type { WireRequest } from '../../core/protocol/request-digest.ts';
import type { Hub } from '../hub/hub.ts';
import type { PrimaryPorts } from '../ports.ts';

/** A request body that at least says which member speaks. */
export interface NamedBody {
  readonly name: string;
}

/** What a known member said. */
export interface SignedRequest<Body> {
  readonly body: Body;
  readonly member: Stored<Member>;
  /** The signed time of sending, never later than now: a replayed request cannot claim a later one. */
  readonly sentAt: Date;
}

/**
 * Proves that a known member says exactly this to exactly this hub, now. A member that left is as
 * unknown as one that never was; strangers get one answer whatever was wrong.
 *
 * @param isBody Validator of the body this path takes.
 * @param keyOf Which key the sender has to prove; the one the hub knows it by.
 * @throws {MemberUnknown} {@link RequestInvalid} {@link ClockSkew}
 */
export async function receiveSigned<Body extends NamedBody>(
  ports: Pick<PrimaryPorts, 'kubernetes' | 'clock' | 'logger'>,
  hub: Hub,
  incoming: WireRequest,
  isBody: (document: unknown) => document is Body,
  keyOf: (member: Member, body: Body) => Promise<PublicKey | undefined> = knownKeyOf,
): Promise<SignedRequest<Body>> {
  const body = parseBody(incoming, isBody);
  const signature = incoming.headers[wireHeaders.signature] ?? '';
  try {
    const signer = readSigner(signature);
    // Nothing is proved yet, and the name becomes part of a path of the API server.
    if (!isMemberName(body.name)) throw new SignatureInvalid('no member can have that name');
    const member = await findMember(ports, hub, { name: body.name, signer });
    const key = member && (await keyOf(member, body));
    if (member === undefined || key === undefined || thumbprint(key) !== signer) {
      throw new SignatureInvalid('no member of that name has this key');
    }
    const claims = await verifyRequest(signature, key, incoming);
    if (claims.hub !== hub.identity().hubId) throw new SignatureInvalid('it is meant for another hub');
    if (hasLeft(member.status)) throw new SignatureInvalid('the member left');
    const differenceMs = claims.time - ports.clock.now().getTime();
    const isBeforeJoin = claims.time < lastJoinedAtMs(member);
    if (Math.abs(differenceMs) > maxClockSkewMs || isBeforeJoin) throw new ClockSkew({ differenceMs });
    return { body, member, sentAt: new Date(Math.min(claims.time, ports.clock.now().getTime())) };
  } catch (error) {
    if (!(error instanceof SignatureInvalid)) throw error;
    ports.logger.warn('Signed request refused', { path: incoming.path, reason: error.message });
    throw new MemberUnknown();
  }
}

function parseBody<Body>({ body, path }: WireRequest, isBody: (document: unknown) => document is Body): Body {
  try {
    const document: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    if (isBody(document)) return document;
  } catch {
    throw new RequestInvalid({ path, found: 'its body is not JSON' });
  }
  throw new RequestInvalid({ path, found: 'its body does not fit the schema' });
}

async function knownKeyOf({ status }: Member): Promise<PublicKey | undefined> {
  return status?.keys?.signing;
}

/** Asks the API server only for a member that the roster does not show with this key: it may be a moment behind. */
async function findMember(
  { kubernetes }: Pick<PrimaryPorts, 'kubernetes'>,
  { config, roster }: Hub,
  { name, signer }: { name: string; signer: string },
): Promise<Stored<Member> | undefined> {
  const known = roster.get(name);
  if (known?.status?.thumbprint === signer) return known;
  const found = await kubernetes.get('Member', { namespace: config.namespace, name });
  if (found !== undefined) roster.note(found);
  return found;
}

/**
 * When it joined last. What was signed before that is a replay from an earlier membership, such as the
 * leave of a member that came back; or a clock that is behind, which the hub's answer puts right.
 */
function lastJoinedAtMs(member: Stored<Member>): number {
  const joined = member.status?.conditions?.find(
    ({ type, status }) => type === 'Joined' && status === 'True',
  );
  return joined === undefined ? 0 : new Date(joined.lastTransitionTime).getTime();
}
