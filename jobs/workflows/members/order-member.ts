import { renderTimestamp } from '../../core/kubernetes/timestamp.ts';
import type { Member } from '../../core/membership/member.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import { changeObject } from '../change-object.ts';
import type { PrimaryPorts } from '../ports.ts';
import { MemberMissing, ThumbprintMismatch } from './errors.ts';
import { assertNotPrimary } from './find-member.ts';

/** Which member. */
interface MemberRef {
  readonly namespace: string;
  readonly name: string;
}

/**
 * Lets a waiting member into the set. A repeat changes nothing.
 *
 * @param thumbprint Of the key that may be accepted; any when left out.
 * @throws {MemberMissing} {@link ThumbprintMismatch}
 */
export async function acceptMember(
  ports: Pick<PrimaryPorts, 'kubernetes'>,
  ref: MemberRef,
  thumbprint?: string,
): Promise<void> {
  await orderMember(ports, ref, 'accept', (member) => {
    const found = member.status?.thumbprint ?? 'not known yet';
    if (thumbprint !== undefined && thumbprint !== found) {
      throw new ThumbprintMismatch({ name: ref.name, expected: thumbprint, found });
    }
    return { accepted: true };
  });
}

/** Pauses a member or lets it go on. A repeat changes nothing. @throws {MemberMissing} */
export async function pauseMember(
  ports: Pick<PrimaryPorts, 'kubernetes'>,
  ref: MemberRef,
  paused: boolean,
): Promise<void> {
  await orderMember(ports, ref, paused ? 'pause' : 'resume', () => ({ paused }));
}

/** Asks a member for new keys. A repeat asks again. @throws {MemberMissing} */
export async function rotateMember(
  ports: Pick<PrimaryPorts, 'kubernetes' | 'clock'>,
  ref: MemberRef,
): Promise<void> {
  const rotateKeys = renderTimestamp(ports.clock.now());
  await orderMember(ports, ref, 'rotate the keys of', () => ({ rotateKeys }));
}

async function orderMember(
  { kubernetes }: Pick<PrimaryPorts, 'kubernetes'>,
  ref: MemberRef,
  action: string,
  order: (member: Stored<Member>) => NonNullable<Member['spec']>,
): Promise<void> {
  const changed = await changeObject(kubernetes, 'Member', ref, (member) => {
    assertNotPrimary(member, action);
    const spec = { ...member.spec, ...order(member) };
    return JSON.stringify(spec) === JSON.stringify(member.spec) ? undefined : { ...member, spec };
  });
  if (changed === undefined) throw new MemberMissing(ref);
}
