import type { OffersAnswer } from '#validators/offers-answer';
import isOffersRequest, { type OffersRequest } from '#validators/offers-request';
import { buildExport, exportName, isOffered } from '../../core/exports/build-export.ts';
import { judgeOffers } from '../../core/exports/judge-offers.ts';
import type { Offer } from '../../core/exports/offer.ts';
import { publicHalf } from '../../core/keys/public-half.ts';
import type { PrivateKey } from '../../core/keys/public-key.ts';
import type { Manifest, StoredManifest } from '../../core/kubernetes/manifest.ts';
import type { Member } from '../../core/membership/member.ts';
import { RequestInvalid, SetDissolved } from '../../core/protocol/errors.ts';
import type { WireRequest } from '../../core/protocol/request-digest.ts';
import { wirePaths } from '../../core/protocol/wire.ts';
import { SealNotOpened } from '../../core/sealing/errors.ts';
import { unseal } from '../../core/sealing/seal.ts';
import { judgeState } from '../../core/sync/desired-state.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import { KubernetesRefused } from '../../ports/kubernetes-errors.ts';
import { HubNotReady } from '../answer/errors.ts';
import { assertNewest } from '../fence/assert-newest.ts';
import type { Hub } from '../hub/hub.ts';
import type { PrimaryPorts } from '../ports.ts';
import { receiveSigned } from '../sync/receive-signed.ts';
import { readExportDigest, type ExportStore } from './export-store.ts';
import { noteExports } from './note-exports.ts';

/**
 * Takes what a member offers, as far as the primary's values allow: asks for the contents it lacks, one in each further
 * request, and deletes what is offered no more. A repeat changes nothing. Of an older request that is replayed
 * nothing stays: the member's next sync names another digest.
 *
 * @throws SetDissolved, HubOutdated, MemberUnknown, RequestInvalid, ClockSkew, HubNotReady
 */
export async function receiveOffers(
  ports: PrimaryPorts,
  hub: Hub,
  incoming: WireRequest,
): Promise<OffersAnswer> {
  assertNewest(hub);
  const identity = hub.identity();
  const { config, exports } = hub;
  if (identity.isDissolved) throw new SetDissolved({ primary: config.name });
  if (exports === undefined) throw new HubNotReady();
  const { body, member } = await receiveSigned(ports, hub, incoming, isOffersRequest);
  const sealing = publicHalf(identity.sealing);
  // Of one that is not fully in everything stays as it is.
  if (judgeState(config, member) !== 'Joined') return { lacking: [], refused: [], sealing };
  const { offers } = body;
  const { taken, refused } = judgeOffers(offers, config.exports);
  const { name } = member.metadata;
  const wanted = new Map(taken.map((index) => [exportName(name, offers[index]!), index]));
  const kept = await exports.list(name);
  const content = await openContent(body, taken, identity.sealing);
  const notKept = content && (await keep(exports, { ...content, member, kept, namespace: config.namespace }));
  for (const [stale, stored] of kept) if (!wanted.has(stale)) await exports.drop(stored);
  const lacking = [...wanted]
    .filter(([kind, index]) => readExportDigest(kept.get(kind)) !== offers[index]?.digest)
    .map(([, index]) => index);
  if (lacking.length === 0) await noteExports(ports, hub, member, { offers, refused, taken: taken.length });
  return { lacking, refused: [...refused, ...(notKept ?? [])].map((refusal) => ({ ...refusal })), sealing };
}

/** One offer with its content. */
interface Content {
  readonly index: number;
  readonly offer: Offer;
  readonly manifest: Manifest;
}

/**
 * The content that came along, if it is of an offer that is taken.
 *
 * @throws {RequestInvalid} When it is another than was offered, or a Secret that is not sealed to this hub.
 */
async function openContent(
  { content, offers }: OffersRequest,
  taken: readonly number[],
  sealing: PrivateKey,
): Promise<Content | undefined> {
  const offer = content && offers[content.index];
  if (content === undefined || offer === undefined || !taken.includes(content.index)) return undefined;
  const manifest =
    offer.kind === 'Secret' ? await open(content.sealed ?? '', sealing) : (content.manifest as Manifest);
  if (manifest !== undefined && isOffered(manifest, offer)) return { index: content.index, offer, manifest };
  throw new RequestInvalid({ path: wirePaths.offers, found: 'its content is not what is offered' });
}

async function open(sealed: string, sealing: PrivateKey): Promise<Manifest | undefined> {
  try {
    return await unseal(sealed, sealing);
  } catch (error) {
    if (!(error instanceof SealNotOpened)) throw error;
    return undefined;
  }
}

/** Keeps a content, in `kept` too. @returns The refusal when the API server does not take it. */
async function keep(
  exports: ExportStore,
  content: Content & { member: Stored<Member>; kept: Map<string, StoredManifest>; namespace: string },
): Promise<OffersAnswer['refused'] | undefined> {
  const { index, offer, manifest, kept, namespace } = content;
  const { name, uid } = content.member.metadata;
  const wanted = buildExport(manifest, offer, { member: { name, uid }, namespace });
  const key = wanted.metadata.name;
  try {
    kept.set(key, await exports.keep(wanted, kept.get(key)));
    return undefined;
  } catch (error) {
    if (!(error instanceof KubernetesRefused)) throw error;
    return [{ index, reason: 'NotAccepted', message: "The primary's API server does not take it." }];
  }
}
