import type { RotateAnswer } from '#validators/rotate-answer';
import type { RotateRequest } from '#validators/rotate-request';
import type { PublicKey } from '../../core/keys/public-key.ts';
import { thumbprint } from '../../core/keys/thumbprint.ts';
import { renderTimestamp } from '../../core/kubernetes/timestamp.ts';
import { MemberUnknown } from '../../core/membership/errors.ts';
import { memberApiVersion, type Member, type MemberStatus } from '../../core/membership/member.ts';
import { ChainNotProven, ClockSkew, RequestInvalid } from '../../core/protocol/errors.ts';
import { verifyKeyChain } from '../../core/protocol/key-chain.ts';
import { isVoucher } from '../../core/protocol/key-voucher.ts';
import { wirePaths } from '../../core/protocol/wire.ts';
import { changeObject } from '../change-object.ts';
import { recordEvent } from '../events/record-event.ts';
import type { SignedRequest } from '../sync/receive-signed.ts';
import type { Hub } from '../hub/hub.ts';
import type { PrimaryPorts } from '../ports.ts';

/**
 * The key that the sender of a rotation has to prove: the last of the chain it presents, when that leads
 * there from the key the hub knows it by.
 */
export async function presentedKeyOf(
  { status }: Member,
  { chain }: RotateRequest,
): Promise<PublicKey | undefined> {
  try {
    const { proven } = await verifyKeyChain(chain, status?.thumbprint ?? '');
    return proven.at(-1)?.public;
  } catch (error) {
    if (!(error instanceof ChainNotProven)) throw error;
    return undefined;
  }
}

/**
 * Gives a member its new keys, in one write. A repeat, after an answer that was lost, changes nothing and
 * is answered alike. Id, labels, conditions and the time of joining stay.
 *
 * @throws {RequestInvalid} When the keys do not belong together.
 * @throws {ClockSkew} When it was signed before the present keys came: a recorded rotation does not bring
 *   back keys that a join replaced.
 * @throws {MemberUnknown} When the member got other keys meanwhile.
 */
export async function receiveRotation(
  ports: Pick<PrimaryPorts, 'kubernetes' | 'clock' | 'logger'>,
  { config, roster }: Hub,
  { body, member: known, sentAt }: SignedRequest<RotateRequest>,
): Promise<RotateAnswer> {
  const keys = await readKeys(body);
  const answer = { thumbprint: thumbprint(keys.signing) };
  const { namespace } = config;
  const before = known.status?.thumbprint;
  if (before === answer.thumbprint) return answer;
  const rotated = await changeObject(
    ports.kubernetes,
    'Member',
    { namespace, name: known.metadata.name },
    (stored) => {
      const { status = {} } = stored;
      if (status.thumbprint === answer.thumbprint) return undefined;
      if (status.thumbprint !== before) throw new MemberUnknown();
      const now = ports.clock.now();
      assertNotReplayed(status, sentAt, now);
      const changes = {
        keys,
        ...answer,
        keysChangedAt: renderTimestamp(now),
        keysExpireAt: body.keysExpireAt,
      };
      return { ...stored, status: { ...status, ...changes } };
    },
    (changed) => ports.kubernetes.updateStatus('Member', changed),
    known,
  );
  if (rotated !== undefined) roster.note(rotated);
  await tell(ports, known, { before, after: answer.thumbprint });
  return answer;
}

async function readKeys({
  chain,
  sealing,
  voucher,
}: RotateRequest): Promise<NonNullable<MemberStatus['keys']>> {
  const signing = chain.at(-1)?.key;
  const isPair = signing?.crv === 'Ed25519' && sealing.crv === 'X25519';
  if (isPair && (await isVoucher(voucher, signing, sealing))) return { signing, sealing };
  const found = 'its sealing key is not vouched for by its signing key';
  throw new RequestInvalid({ path: wirePaths.rotate, found });
}

function assertNotReplayed({ keysChangedAt }: MemberStatus, sentAt: Date, now: Date): void {
  if (keysChangedAt === undefined || sentAt.getTime() >= Date.parse(keysChangedAt)) return;
  throw new ClockSkew({ differenceMs: sentAt.getTime() - now.getTime() });
}

async function tell(
  ports: Pick<PrimaryPorts, 'kubernetes' | 'clock' | 'logger'>,
  { metadata: { name, namespace = '', uid } }: SignedRequest<unknown>['member'],
  { before = '', after }: { before: string | undefined; after: string },
): Promise<void> {
  ports.logger.info('Member keys changed', { member: name, thumbprint: after });
  const subject = { apiVersion: memberApiVersion, kind: 'Member', namespace, name, uid };
  const message = `The key ${before} made the key ${after} its successor.`;
  await recordEvent(ports, subject, { type: 'Normal', reason: 'KeysRotated', message });
}
