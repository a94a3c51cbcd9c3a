import type { SyncAnswer } from '#validators/sync-answer';
import { joinCertificates } from '../certificates/join-certificates.ts';
import type { JoinOrder } from '../join-secret/parse-join-secret.ts';
import type { Membership } from '../member-identity/member-identity.ts';
import type { KeyChain } from '../protocol/key-chain.ts';
import type { DesiredState } from './desired-state.ts';

/** The membership after an answer of the hub. The same object when nothing is new. */
export function takeUpAnswer(
  membership: Membership,
  { answer, endpoint, epoch, hub }: { answer: SyncAnswer; endpoint: string; epoch: number; hub: KeyChain },
): Membership {
  const { desired, digest } = answer;
  const told = desired === undefined ? membership : takeUpDesired(membership, { desired, digest });
  const chain = hub.links.length > told.chain.length ? hub.links : told.chain;
  const isSame =
    told === membership && endpoint === told.endpoint && epoch === told.epoch && chain === told.chain;
  return isSame ? membership : { ...told, endpoint, epoch, chain };
}

/**
 * What the hub wants, taken up. A CA that is announced anew is trusted beside the one before: the certificate may
 * change earlier or later than the announcement.
 */
function takeUpDesired(
  membership: Membership,
  { desired, digest }: { desired: DesiredState; digest: string },
): Membership {
  const { ownCa = membership.extraCa, announcedCa = '' } = membership;
  const isNewCa = desired.ca !== announcedCa;
  const trusted = isNewCa ? [ownCa, desired.ca, announcedCa] : undefined;
  return {
    ...membership,
    state: desired.state,
    endpoints: [...desired.endpoints],
    ownCa,
    announcedCa: desired.ca,
    ...(trusted === undefined ? {} : { extraCa: joinCertificates(trusted) }),
    rotateKeys: desired.rotateKeys,
    desired: digest,
  };
}

/**
 * The membership after the join Secret named another URL or CA for the same token: a way to mend a member
 * whose hub has moved while nobody could tell it. The same object when nothing is new.
 */
export function takeUpOrder(membership: Membership, order: JoinOrder): Membership {
  const { ownCa = membership.extraCa, announcedCa = '', ownEndpoint } = membership;
  const wanted = order.isOwnEndpoint ? order.endpoint : undefined;
  if (order.extraCa === ownCa && wanted === ownEndpoint) return membership;
  const { ownEndpoint: _, ...rest } = membership;
  return {
    ...rest,
    ...(wanted === undefined ? {} : { ownEndpoint: wanted, endpoint: wanted }),
    ownCa: order.extraCa,
    extraCa: joinCertificates([order.extraCa, announcedCa]),
  };
}

/** URLs to try, the preferred one first, the one in use among them: it is known to work. */
export function listEndpoints({ endpoint, endpoints = [], ownEndpoint }: Membership): string[] {
  const own = ownEndpoint === undefined ? [] : [ownEndpoint];
  return [...new Set([...own, ...endpoints, endpoint])];
}
