import type { SecondaryConfig } from '#validators/secondary-config';
import { createMemberKeys } from '../../core/member-identity/create-member-identity.ts';
import type { MemberIdentity } from '../../core/member-identity/member-identity.ts';
import { addNextKeys } from '../../core/member-identity/rotate-member-identity.ts';
import { changeIdentity } from '../identity/change-identity.ts';
import type { SecondaryPorts } from '../ports.ts';
import { presentKeys, type Presenter } from './present-keys.ts';

/**
 * Gives this member new keys. They are stored before the hub hears of them; keys that an earlier attempt
 * stored are used again.
 *
 * @param options.mark `spec.rotateKeys` of the `Member` as the hub says it; empty for none.
 * @returns The identity as it stands then; `undefined` when its Secret is gone.
 */
export async function rotateMemberKeys(
  ports: SecondaryPorts,
  config: Pick<SecondaryConfig, 'release' | 'keysMaxAge'>,
  presenter: Omit<Presenter, 'identity'>,
  { mark, signal }: { mark: string; signal: AbortSignal },
): Promise<MemberIdentity | undefined> {
  const identity = await changeIdentity(ports.kubernetes, config.release.namespace, async (stored) => {
    if (stored.next !== undefined) return stored;
    return addNextKeys(stored, createMemberKeys(ports.random.bytes(64), ports.clock.now()), mark);
  });
  return identity && presentKeys(ports, config, { ...presenter, identity }, signal);
}
