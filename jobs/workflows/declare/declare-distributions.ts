import type { PrimaryConfig } from '#validators/primary-config';
import type { Distribution } from '../../core/distribution/distribution.ts';
import { distributionApiVersion } from '../../core/distribution/distribution.ts';
import { declaredDistributionAnnotation as mark } from '../../core/kubernetes/names.ts';
import type { ConfigMap } from '../../core/kubernetes/objects.ts';
import { digestOf } from '../../core/protocol/digest.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import { changeObject } from '../change-object.ts';
import { recordEvent } from '../events/record-event.ts';
import type { PrimaryPorts } from '../ports.ts';

/**
 * Makes what the values say of distributions true: a `Distribution` for each entry, another spec when the entry
 * changed, and none for an entry that is gone. One that somebody made under such a name is left alone, and an
 * Event on it says so. A `Distribution` edited by hand stays so until its entry changes.
 *
 * @param document The chart's ConfigMap. Without it nothing is known of the values, and nothing is done.
 * @returns What was in the way of single entries; it keeps no other from being declared.
 */
export async function declareDistributions(
  ports: PrimaryPorts,
  { namespace }: PrimaryConfig,
  document: ConfigMap,
): Promise<JoineryError[]> {
  const entries = new Map(Object.entries(document.data ?? {}));
  const stored = await ports.kubernetes.list('Distribution', { namespace });
  for (const { metadata } of stored) {
    const { name, uid, annotations = {} } = metadata;
    if (annotations[mark] === undefined || entries.has(name)) continue;
    await ports.kubernetes.delete('Distribution', { namespace, name, uid });
    ports.logger.info('Distribution declared no more', { distribution: name });
  }
  const known = new Map(stored.map((distribution) => [distribution.metadata.name, distribution]));
  const failures: JoineryError[] = [];
  for (const [name, entry] of entries) {
    try {
      await declareDistribution(ports, { namespace, name, entry }, known.get(name));
    } catch (error) {
      if (!(error instanceof JoineryError)) throw error;
      failures.push(error);
    }
  }
  return failures;
}

async function declareDistribution(
  ports: PrimaryPorts,
  { namespace, name, entry }: { namespace: string; name: string; entry: string },
  known: Stored<Distribution> | undefined,
): Promise<void> {
  const digest = digestOf(entry);
  const spec = JSON.parse(entry) as Distribution['spec'];
  if (known === undefined) {
    const metadata = { namespace, name, annotations: { [mark]: digest } };
    const made = { apiVersion: distributionApiVersion, kind: 'Distribution', metadata, spec };
    await ports.kubernetes.create('Distribution', made);
    return;
  }
  const { uid, annotations = {} } = known.metadata;
  if (annotations[mark] === undefined) {
    const message =
      `This Distribution was not made for the entry "${name}" of distributions in the values and is left alone. ` +
      'Delete it, or give the entry another name.';
    const subject = { apiVersion: distributionApiVersion, kind: 'Distribution', namespace, name, uid };
    await recordEvent(ports, subject, { type: 'Warning', reason: 'NotDeclared', message });
    return;
  }
  await changeObject(ports.kubernetes, 'Distribution', { namespace, name }, ({ metadata, ...rest }) =>
    metadata.annotations?.[mark] === digest
      ? undefined
      : {
          ...rest,
          metadata: { ...metadata, annotations: { ...metadata.annotations, [mark]: digest } },
          spec,
        },
  );
}
