import { primaryNames, rotateHubKeyAnnotation } from '../../core/kubernetes/names.ts';
import { renderTimestamp } from '../../core/kubernetes/timestamp.ts';
import { changeObject } from '../change-object.ts';
import type { PrimaryPorts } from '../ports.ts';
import { NotInstalled } from '../release/errors.ts';

/** Asks the hub for a new key, which it announces before it uses it. A repeat asks again. @throws {NotInstalled} */
export async function rotateHub(
  { kubernetes, clock }: Pick<PrimaryPorts, 'kubernetes' | 'clock'>,
  namespace: string,
): Promise<void> {
  const ref = { namespace, name: primaryNames.hubIdentity };
  const changed = await changeObject(kubernetes, 'Secret', ref, (stored) => {
    const annotations = {
      ...stored.metadata.annotations,
      [rotateHubKeyAnnotation]: renderTimestamp(clock.now()),
    };
    return { ...stored, metadata: { ...stored.metadata, annotations } };
  });
  if (changed === undefined) throw new NotInstalled({ role: 'primary', namespace });
}
