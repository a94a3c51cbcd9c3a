import type { SecondaryConfig } from '#validators/secondary-config';
import type { MemberIdentity } from '../../core/member-identity/member-identity.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import type { SecondaryPorts } from '../ports.ts';
import { presentKeys, type Presenter } from './present-keys.ts';

/**
 * What a member does before it believes a hub that it is unknown: the hub may know it by its next keys,
 * since an answer was lost, or by older ones, since the hub was restored.
 *
 * @returns The identity the hub knows now; `undefined` when it knows none of the keys.
 */
export async function resolveKeys(
  ports: SecondaryPorts,
  config: Pick<SecondaryConfig, 'release' | 'keysMaxAge'>,
  presenter: Presenter,
  signal: AbortSignal,
): Promise<MemberIdentity | undefined> {
  const { next, chain } = presenter.identity;
  if (next === undefined && chain.length === 1) return undefined;
  try {
    return await presentKeys(ports, config, presenter, signal);
  } catch (error) {
    if (error instanceof JoineryError && error.code === 'JOINERY_MEMBER_UNKNOWN') return undefined;
    throw error;
  }
}
