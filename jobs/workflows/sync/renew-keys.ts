import type { SecondaryConfig } from '#validators/secondary-config';
import type { MemberIdentity } from '../../core/member-identity/member-identity.ts';
import { isKeyRotationDue } from '../../core/member-identity/plan-key-rotation.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import type { SecondaryPorts } from '../ports.ts';
import type { Presenter } from '../rotate/present-keys.ts';
import { resolveKeys } from '../rotate/resolve-keys.ts';
import { rotateMemberKeys } from '../rotate/rotate-member-keys.ts';

/**
 * Gives the member new keys when they are due or asked for.
 *
 * @returns The identity it has then; `undefined` when it keeps the one it has.
 */
export async function renewKeys(
  ports: SecondaryPorts,
  config: SecondaryConfig,
  presenter: Presenter,
  signal: AbortSignal,
): Promise<MemberIdentity | undefined> {
  const { identity, membership } = presenter;
  const mark = membership.rotateKeys ?? '';
  const isDue = isKeyRotationDue(identity, { mark, maxAge: config.keysMaxAge, now: ports.clock.now() });
  if (!isDue || membership.state === 'Pending') return undefined;
  return rotateMemberKeys(ports, config, presenter, { mark, signal });
}

/**
 * Finds out by which keys the hub knows this member, if not by those it uses: the next, or older ones.
 *
 * @returns The identity the hub knows; `undefined` when there is none, or the hub could not be asked.
 */
export async function findKnownKeys(
  ports: SecondaryPorts,
  config: SecondaryConfig,
  presenter: Presenter,
  signal: AbortSignal,
): Promise<MemberIdentity | undefined> {
  try {
    return await resolveKeys(ports, config, presenter, signal);
  } catch (error) {
    if (!(error instanceof JoineryError)) throw error;
    ports.logger.warn('Keys not presented', { err: error });
    return undefined;
  }
}
