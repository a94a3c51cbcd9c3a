import type { PrimaryConfig } from '#validators/primary-config';
import { signingKeyAt, type HubIdentity } from '../../core/hub-identity/hub-identity.ts';
import { publicHalf } from '../../core/keys/public-half.ts';
import { thumbprint } from '../../core/keys/thumbprint.ts';
import { changeObject } from '../change-object.ts';
import type { PrimaryPorts } from '../ports.ts';

/** Makes the primary's own `Member` show the key that signs now. */
export async function noteHubKey(
  ports: Pick<PrimaryPorts, 'kubernetes' | 'clock'>,
  { namespace, name }: Pick<PrimaryConfig, 'namespace' | 'name'>,
  identity: HubIdentity,
): Promise<void> {
  const signing = publicHalf(signingKeyAt(identity, ports.clock.now()));
  const keys = { signing, sealing: publicHalf(identity.sealing) };
  await changeObject(
    ports.kubernetes,
    'Member',
    { namespace, name },
    (stored) =>
      stored.status?.thumbprint === thumbprint(signing)
        ? undefined
        : { ...stored, status: { ...stored.status, keys, thumbprint: thumbprint(signing) } },
    (changed) => ports.kubernetes.updateStatus('Member', changed),
  );
}
