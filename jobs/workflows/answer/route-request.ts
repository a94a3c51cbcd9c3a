import type { JoinAnswer } from '#validators/join-answer';
import isLeaveRequest from '#validators/leave-request';
import isRotateRequest from '#validators/rotate-request';
import type { WireRequest } from '../../core/protocol/request-digest.ts';
import { ProtocolUnknown, RequestInvalid, SetDissolved } from '../../core/protocol/errors.ts';
import { wirePaths, wireVersion } from '../../core/protocol/wire.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import { reasonOf } from '../../errors/reason.ts';
import { admitMember } from '../admit/admit-member.ts';
import { receiveJoin, type ProvedJoin } from '../admit/receive-join.ts';
import { receiveObjects } from '../deliver/receive-objects.ts';
import { recordEvent } from '../events/record-event.ts';
import { assertNewest } from '../fence/assert-newest.ts';
import type { Hub } from '../hub/hub.ts';
import { releaseMember } from '../leave/release-member.ts';
import { receiveOffers } from '../offer/receive-offers.ts';
import type { PrimaryPorts } from '../ports.ts';
import { receiveProbe } from '../probe/receive-probe.ts';
import { presentedKeyOf, receiveRotation } from '../rotate/receive-rotation.ts';
import { receiveExports } from '../services/receive-exports.ts';
import { receiveImports } from '../services/receive-imports.ts';
import { receiveSigned } from '../sync/receive-signed.ts';
import { receiveSync } from '../sync/receive-sync.ts';

/**
 * Does what a request asks, and returns what is left: a function that gives the document to answer with,
 * at once or when there is news. Throws for every refusal.
 */
export async function routeRequest(
  ports: PrimaryPorts,
  hub: Hub,
  incoming: WireRequest,
  gone: AbortSignal,
): Promise<() => Promise<object>> {
  switch (`${incoming.method} ${incoming.path}`) {
    case `POST ${wirePaths.sync}`:
      return receiveSync(ports, hub, incoming, gone);
    case `POST ${wirePaths.probe}`:
      return receiveProbe(ports, hub, incoming, gone);
    default: {
      const document = await answerAtOnce(ports, hub, incoming);
      return async () => document;
    }
  }
}

async function answerAtOnce(ports: PrimaryPorts, hub: Hub, incoming: WireRequest): Promise<object> {
  switch (`${incoming.method} ${incoming.path}`) {
    case `POST ${wirePaths.join}`:
      assertNewest(hub);
      if (hub.identity().isDissolved) throw new SetDissolved({ primary: hub.config.name });
      return join(ports, hub, incoming);
    case `POST ${wirePaths.offers}`:
      return receiveOffers(ports, hub, incoming);
    case `POST ${wirePaths.leave}`: {
      assertNewest(hub);
      const { member } = await receiveSigned(ports, hub, incoming, isLeaveRequest);
      await releaseMember(ports, hub, member);
      return {};
    }
    case `POST ${wirePaths.rotate}`:
      assertNewest(hub);
      return receiveRotation(
        ports,
        hub,
        await receiveSigned(ports, hub, incoming, isRotateRequest, presentedKeyOf),
      );
    case `POST ${wirePaths.objects}`:
      return receiveObjects(ports, hub, incoming);
    case `POST ${wirePaths.exports}`:
      assertNewest(hub);
      return receiveExports(ports, hub, incoming);
    case `POST ${wirePaths.imports}`:
      assertNewest(hub);
      return receiveImports(ports, hub, incoming);
    case `GET ${wirePaths.ca}`:
      return { ca: hub.ca(), chain: hub.identity().chain };
    default:
      throw describeStrangePath(incoming.path.slice(0, 100));
  }
}

function describeStrangePath(path: string): JoineryError {
  const isOurVersion = path.startsWith(`/v${wireVersion}/`);
  if (/^\/v[0-9]+\//.test(path) && !isOurVersion) return new ProtocolUnknown({ path });
  return new RequestInvalid({ path, found: 'the hub has no such path' });
}

async function join(ports: PrimaryPorts, hub: Hub, incoming: WireRequest): Promise<object> {
  try {
    const answer = await admit(ports, hub, incoming);
    ports.metrics.count('joinery_joins_total', { result: answer.state });
    return answer;
  } catch (error) {
    const result = error instanceof JoineryError ? reasonOf(error.code) : 'Internal';
    ports.metrics.count('joinery_joins_total', { result });
    throw error;
  }
}

async function admit(ports: PrimaryPorts, hub: Hub, incoming: WireRequest): Promise<JoinAnswer> {
  const proved = await receiveJoin(ports, hub, incoming);
  try {
    return await admitMember(ports, hub, proved);
  } catch (error) {
    if (error instanceof JoineryError) await tellTokenOwner(ports, hub, proved, error);
    throw error;
  }
}

/** Whoever made the token sees on its Secret who was refused and why. */
async function tellTokenOwner(
  ports: PrimaryPorts,
  { config: { namespace } }: Hub,
  { verifier }: ProvedJoin,
  error: JoineryError,
): Promise<void> {
  const { secretName: name, secretUid: uid } = verifier;
  ports.logger.warn('Join refused', { tokenId: verifier.tokenId, err: error });
  const subject = { apiVersion: 'v1', kind: 'Secret', namespace, name, uid };
  await recordEvent(ports, subject, {
    type: 'Warning',
    reason: reasonOf(error.code),
    message: error.message,
  });
}
