import isJoinAnswer from '#validators/join-answer';
import type { JoinRequest } from '#validators/join-request';
import type { JoinOrder } from '../../core/join-secret/parse-join-secret.ts';
import { deriveProofKey } from '../../core/join-token/proof-key.ts';
import { publicHalf } from '../../core/keys/public-half.ts';
import type { MemberIdentity, Membership } from '../../core/member-identity/member-identity.ts';
import { joinCertificates } from '../../core/certificates/join-certificates.ts';
import { AnswerNotProven } from '../../core/protocol/errors.ts';
import { signVoucher } from '../../core/protocol/key-voucher.ts';
import { wirePaths } from '../../core/protocol/wire.ts';
import { exchange } from '../exchange/exchange.ts';
import type { SecondaryPorts } from '../ports.ts';
import { fetchCa } from './fetch-ca.ts';

/** Who asks, and with what. */
export interface HandshakeInput {
  readonly order: JoinOrder;
  readonly name: string;
  readonly identity: MemberIdentity;
  readonly clusterUid: string;
  readonly versions: { readonly agent: string; readonly kubernetes: string };
}

/**
 * Asks the hub to let this cluster in. Repeating it with the same keys and token gives the same answer
 * and costs no second use.
 *
 * @returns The membership the hub's pinned key signed for.
 * @throws RefusedByHub, AnswerNotProven, AnswerUnexpected, HubUnreachable, HubTlsUntrusted, CaNotProven
 */
export async function handshake(
  ports: Pick<SecondaryPorts, 'clock' | 'random' | 'hub'>,
  input: HandshakeInput,
  signal: AbortSignal,
): Promise<Membership> {
  const { order, identity } = input;
  const { token, endpoint } = order;
  const { caDigest, hubThumbprint } = token;
  const pinnedCa =
    caDigest === undefined ? '' : await fetchCa(ports, { endpoint, hubThumbprint, caDigest }, signal);
  const extraCa = joinCertificates([order.extraCa, pinnedCa]);
  const answer = await exchange(
    ports,
    {
      endpoint,
      extraCa,
      proof: { pin: hubThumbprint },
      signing: identity.signing,
      clockOffsetMs: 0,
      token: { tokenId: token.tokenId, proofKey: deriveProofKey(token.tokenId, token.secret) },
    },
    { path: wirePaths.join, body: await buildJoinRequest(ports, input) },
    signal,
  );
  if (!isJoinAnswer(answer.body))
    throw new AnswerNotProven({ endpoint, found: 'it is not the answer to a join' });
  const { state, member, primary } = answer.body;
  return {
    state,
    memberName: member.name,
    memberId: member.id,
    primaryName: primary.name,
    endpoint,
    hubId: answer.hub.rootId,
    chain: answer.hub.links,
    extraCa,
    ...(order.isOwnEndpoint ? { ownEndpoint: endpoint } : {}),
    ownCa: order.extraCa,
    announcedCa: pinnedCa,
    epoch: answer.epoch,
    tokenDigest: order.tokenDigest,
    joinedAt: member.joinedAt,
  };
}

async function buildJoinRequest(
  ports: Pick<SecondaryPorts, 'random'>,
  { name, identity, clusterUid, versions }: HandshakeInput,
): Promise<JoinRequest> {
  return {
    name,
    clusterUid,
    keys: {
      signing: publicHalf(identity.signing),
      sealing: publicHalf(identity.sealing),
      voucher: await signVoucher(identity.signing, publicHalf(identity.sealing)),
    },
    versions,
    instance: ports.random.uuid(),
  };
}
