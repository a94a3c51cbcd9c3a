import isOffersAnswer, { type OffersAnswer } from '#validators/offers-answer';
import type { OffersRequest } from '#validators/offers-request';
import type { Offer } from '../../core/exports/offer.ts';
import type { Manifest } from '../../core/kubernetes/manifest.ts';
import { AnswerNotProven, HubOutdated } from '../../core/protocol/errors.ts';
import { wirePaths } from '../../core/protocol/wire.ts';
import { seal } from '../../core/sealing/seal.ts';
import type { Asker } from '../deliver/fetch-objects.ts';
import { exchange } from '../exchange/exchange.ts';
import type { SecondaryPorts } from '../ports.ts';

/** One offer, and what it holds. */
export interface OfferedObject {
  readonly offer: Offer;
  readonly manifest: Manifest;
}

/** What came of all offers. */
export interface OffersOutcome {
  readonly refused: OffersAnswer['refused'];
  /** Whether the hub has all that it takes. */
  readonly isComplete: boolean;
}

/**
 * Tells the hub all that this member offers, and sends the contents it lacks, each once; Secrets sealed to the hub.
 *
 * @throws {HubOutdated} When a hub answers that is older than one met before.
 * @throws RefusedByHub, AnswerNotProven, AnswerUnexpected, HubUnreachable, HubTlsUntrusted
 */
export async function sendOffers(
  ports: Pick<SecondaryPorts, 'clock' | 'random' | 'hub'>,
  asker: Asker,
  offered: readonly OfferedObject[],
  signal: AbortSignal,
): Promise<OffersOutcome> {
  const offers = offered.map(({ offer }) => ({ ...offer }));
  const tried = new Map<number, OffersAnswer['refused']>();
  let answer = await tell(ports, asker, { offers }, signal);
  for (;;) {
    const index = answer.lacking.find((lacking) => !tried.has(lacking));
    const object = index === undefined ? undefined : offered[index];
    if (index === undefined || object === undefined) break;
    const content = { index, ...(await close(object.manifest, answer.sealing)) };
    answer = await tell(ports, asker, { offers, content }, signal);
    tried.set(
      index,
      answer.refused.filter((refusal) => refusal.index === index),
    );
  }
  const lost = answer.lacking.flatMap((index) => tried.get(index) ?? []);
  const refused = [
    ...answer.refused.filter(({ index }) => !lost.some((one) => one.index === index)),
    ...lost,
  ];
  return { refused, isComplete: answer.lacking.length === 0 };
}

async function tell(
  ports: Pick<SecondaryPorts, 'clock' | 'random' | 'hub'>,
  { identity, membership, endpoint, clockOffsetMs }: Asker,
  said: Omit<OffersRequest, 'name'>,
  signal: AbortSignal,
): Promise<OffersAnswer> {
  const { extraCa, chain, memberName: name, epoch: newest = 0 } = membership;
  const { body, epoch } = await exchange(
    ports,
    { endpoint, extraCa, proof: { chain }, signing: identity.signing, clockOffsetMs },
    { path: wirePaths.offers, body: { name, ...said } },
    signal,
  );
  if (epoch < newest) throw new HubOutdated({ epoch, newest });
  if (isOffersAnswer(body)) return body;
  throw new AnswerNotProven({ endpoint, found: 'it is not the answer to offers' });
}

async function close(
  manifest: Manifest,
  sealing: OffersAnswer['sealing'],
): Promise<{ sealed: string } | { manifest: Manifest }> {
  return manifest.kind === 'Secret' ? { sealed: await seal(manifest, sealing) } : { manifest };
}
