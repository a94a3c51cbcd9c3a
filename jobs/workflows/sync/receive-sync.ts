import isSyncRequest, { type SyncRequest } from '#validators/sync-request';
import type { SyncAnswer } from '#validators/sync-answer';
import { DuplicateIdentity, MemberUnknown } from '../../core/membership/errors.ts';
import { hasLeft } from '../../core/membership/has-left.ts';
import type { Member } from '../../core/membership/member.ts';
import type { WireRequest } from '../../core/protocol/request-digest.ts';
import { limitHold } from '../../core/sync/hold.ts';
import { renderDesiredState, type RenderedDesiredState } from '../../core/sync/desired-state.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import { chooseParts } from '../deliver/choose-parts.ts';
import { noteDelivery } from '../deliver/note-delivery.ts';
import { assertNewest } from '../fence/assert-newest.ts';
import { fenceHub } from '../fence/fence-hub.ts';
import { releaseMember } from '../leave/release-member.ts';
import { SetDissolved } from '../../core/protocol/errors.ts';
import { newerEpoch } from '../../core/hub-identity/hub-identity.ts';
import { HubNotReady } from '../answer/errors.ts';
import type { Hub } from '../hub/hub.ts';
import { lacksOffers } from '../offer/note-exports.ts';
import type { PrimaryPorts } from '../ports.ts';
import { noteAbstention } from '../services/note-standing.ts';
import { chooseServices, isServiceNews } from '../services/choose-services.ts';
import { noteSync } from './note-sync.ts';
import { receiveSigned } from './receive-signed.ts';

/** Members that come back in one second after all lost their connection; more would queue up. */
const returningPerSecond = 100;

/** A member that was told what is wanted has this long to take it up before it counts as stuck, in milliseconds. */
const takeUpMs = 30_000;

/**
 * Takes a member's word: proves who speaks, notes what it says, and returns what is left to do, which is
 * to wait until there is something to answer.
 *
 * @param gone Aborts when whoever asked does not wait any more, or the replica stops.
 * @throws {HubNotReady} While the members are not known yet.
 * @throws {SetDissolved} While the set is being given up.
 * @throws {MemberUnknown} {@link DuplicateIdentity} RequestInvalid, ClockSkew, HubOutdated
 */
export async function receiveSync(
  ports: PrimaryPorts,
  hub: Hub,
  incoming: WireRequest,
  gone: AbortSignal,
): Promise<() => Promise<SyncAnswer>> {
  if (!hub.roster.isSynced) throw new HubNotReady();
  const { body, member, sentAt } = await receiveSigned(ports, hub, incoming, isSyncRequest);
  const { name } = body;
  await fenceHub(ports, hub, body.epoch);
  await assertServing(ports, hub, member);
  const word = { atMs: sentAt.getTime(), holdSeconds: limitHold(body.holdSeconds), instance: body.instance };
  if (hub.board.note(name, word) === 'refused') throw new DuplicateIdentity({ name });
  const rendered = render(hub, member);
  const isStuck = judgeStuck(ports, hub, body, rendered);
  const facts = { endpoints: rendered.desired.endpoints, hubKey: rendered.desired.hubKey, isStuck, sentAt };
  const lacksReport = await noteSync(ports, hub, member, { request: body, facts });
  await noteAbstention(ports, hub, member, body);
  const lacksDeliveries = noteDelivery(hub, body, sentAt);
  const asked = { request: body, signer: member.status?.thumbprint, lacksReport, lacksDeliveries, gone };
  return async () => answer(ports, hub, asked);
}

interface Asked {
  readonly request: SyncRequest;
  /** Thumbprint of the key that signed it. */
  readonly signer: string | undefined;
  readonly lacksReport: boolean;
  readonly lacksDeliveries: boolean;
  readonly gone: AbortSignal;
}

async function answer(ports: PrimaryPorts, hub: Hub, asked: Asked): Promise<SyncAnswer> {
  const { request, signer, lacksReport, lacksDeliveries, gone } = asked;
  const { name } = request;
  const find = (): Stored<Member> => {
    const member = hub.roster.get(name);
    if (member === undefined || hasLeft(member.status) || member.status?.thumbprint !== signer) {
      throw new MemberUnknown();
    }
    return member;
  };
  const isNews = (): boolean =>
    lacksReport ||
    lacksDeliveries ||
    lacksOffers(hub, find(), request) ||
    !isServing(hub) ||
    render(hub, find()).digest !== request.desired ||
    chooseParts(ports, hub, find(), request) !== undefined ||
    isServiceNews(chooseServices(hub, find(), request), request);
  const durationMs = request.holdSeconds === 0 ? 0 : limitHold(request.holdSeconds) * 1000;
  await hub.polls.hold(name, { clock: ports.clock, durationMs, gone }, isNews);
  await assertServing(ports, hub, find());
  const { desired, digest } = render(hub, find());
  const parts = chooseParts(ports, hub, find(), request);
  const services = chooseServices(hub, find(), request);
  const reconnectSeconds = Math.min(300, Math.max(1, Math.ceil(hub.roster.count / returningPerSecond)));
  const rest = {
    digest,
    reconnectSeconds,
    ...(lacksReport ? { resync: true } : {}),
    ...(lacksDeliveries ? { resyncDeliveries: true } : {}),
    ...(lacksOffers(hub, find(), request) ? { resyncOffers: true } : {}),
    ...(services === undefined ? {} : { services }),
    ...(parts === undefined ? {} : { parts: { digest: parts.digest, list: [...parts.list] } }),
  };
  if (digest === request.desired) return rest;
  hub.given.set(name, { digest, atMs: ports.clock.now().getTime() });
  return { ...rest, desired };
}

function isServing({ identity }: Hub): boolean {
  return newerEpoch(identity()) === undefined && !identity().isDissolved;
}

/** A member that is told that the set ends is marked so: whoever ends it waits for that. */
async function assertServing(ports: PrimaryPorts, hub: Hub, member: Stored<Member>): Promise<void> {
  assertNewest(hub);
  if (!hub.identity().isDissolved) return;
  await releaseMember(ports, hub, member);
  throw new SetDissolved({ primary: hub.config.name });
}

function render({ config, identity, ca }: Hub, member: Stored<Member>): RenderedDesiredState {
  return renderDesiredState({ config, identity: identity(), ca: ca() }, member);
}

/** The member was given this very state a while ago and comes again without it. */
function judgeStuck(
  { clock }: PrimaryPorts,
  { given }: Hub,
  { name, desired }: SyncRequest,
  { digest }: RenderedDesiredState,
): boolean {
  const last = given.get(name);
  if (desired === digest) given.delete(name);
  else if (last?.digest === digest) return clock.now().getTime() - last.atMs > takeUpMs;
  return false;
}
