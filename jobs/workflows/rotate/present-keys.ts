import isRotateAnswer from '#validators/rotate-answer';
import type { RotateRequest } from '#validators/rotate-request';
import type { SecondaryConfig } from '#validators/secondary-config';
import { publicHalf } from '../../core/keys/public-half.ts';
import { thumbprint } from '../../core/keys/thumbprint.ts';
import { renderTimestamp } from '../../core/kubernetes/timestamp.ts';
import type { MemberIdentity, Membership } from '../../core/member-identity/member-identity.ts';
import { expiryOf } from '../../core/member-identity/plan-key-rotation.ts';
import { takeUpNextKeys } from '../../core/member-identity/rotate-member-identity.ts';
import { AnswerNotProven } from '../../core/protocol/errors.ts';
import { newestKey, type ChainLink } from '../../core/protocol/key-chain.ts';
import { signVoucher } from '../../core/protocol/key-voucher.ts';
import { wirePaths } from '../../core/protocol/wire.ts';
import { exchange } from '../exchange/exchange.ts';
import { changeIdentity } from '../identity/change-identity.ts';
import { noteHubChain } from '../identity/note-hub-chain.ts';
import type { SecondaryPorts } from '../ports.ts';

/** A member that talks to its hub. */
export interface Presenter {
  readonly identity: MemberIdentity;
  readonly membership: Membership;
  readonly clockOffsetMs: number;
}

/**
 * Shows the hub the newest keys of this member, and how they follow from the ones it may know instead.
 * With its yes they are the member's keys; until then both sets are kept, so a lost answer or a kill at any
 * point is mended by a repeat.
 *
 * @returns The identity as it stands then; `undefined` when its Secret is gone.
 * @throws RefusedByHub with code `JOINERY_MEMBER_UNKNOWN` when the hub knows none of the keys.
 */
export async function presentKeys(
  ports: SecondaryPorts,
  config: Pick<SecondaryConfig, 'release' | 'keysMaxAge'>,
  { identity, membership, clockOffsetMs }: Presenter,
  signal: AbortSignal,
): Promise<MemberIdentity | undefined> {
  const shown = takeUpNextKeys(identity);
  const { endpoint, extraCa, chain } = membership;
  const answer = await exchange(
    ports,
    { endpoint, extraCa, proof: { chain }, signing: shown.signing, clockOffsetMs },
    { path: wirePaths.rotate, body: await buildRequest(shown, membership, config.keysMaxAge) },
    signal,
  );
  const key = thumbprint(shown.signing);
  if (!isRotateAnswer(answer.body) || answer.body.thumbprint !== key) {
    throw new AnswerNotProven({ endpoint, found: 'it is not the answer to a rotation' });
  }
  ports.logger.info('Keys known to the hub', { thumbprint: key });
  const { namespace } = config.release;
  await noteHubChain(ports.kubernetes, namespace, { membership, hub: answer.hub });
  return changeIdentity(ports.kubernetes, namespace, (stored) =>
    stored.next?.signing.x === shown.signing.x ? takeUpNextKeys(stored) : stored,
  );
}

async function buildRequest(
  shown: MemberIdentity,
  { memberName, chain }: Membership,
  keysMaxAge: string,
): Promise<RotateRequest> {
  const sealing = publicHalf(shown.sealing);
  const [root = { key: publicHalf(shown.signing) }, ...rest] = shown.chain;
  return {
    name: memberName,
    hubKey: newestKey(chain),
    chain: [root, ...rest].map((link: ChainLink) => ({ ...link })) as RotateRequest['chain'],
    sealing,
    voucher: await signVoucher(shown.signing, sealing),
    keysExpireAt: renderTimestamp(expiryOf(shown, keysMaxAge)),
  };
}
