import type { DeclaredMember, PrimaryConfig } from '#validators/primary-config';
import {
  declaredAnnotation,
  primaryNames,
  secretTypes,
  tokenAnnotations,
} from '../../core/kubernetes/names.ts';
import type { Secret } from '../../core/kubernetes/objects.ts';
import { recordEvent } from '../events/record-event.ts';
import type { PrimaryPorts } from '../ports.ts';

/**
 * Makes the join-token Secret of an entry, in place of the one made for an earlier `token`; the hub fills
 * it. A Secret that somebody made under its name is left alone, and an Event on it says so.
 *
 * @returns Whether the Secret of this entry is there.
 */
export async function ensureDeclaredToken(
  ports: PrimaryPorts,
  config: PrimaryConfig,
  entry: DeclaredMember,
): Promise<boolean> {
  const { namespace } = config;
  const { token = '' } = entry;
  const name = primaryNames.declaredToken(entry.name);
  const stored = await ports.kubernetes.get('Secret', { namespace, name });
  const { uid } = stored?.metadata ?? {};
  const declared = stored?.metadata.annotations?.[declaredAnnotation];
  if (declared === token) return true;
  if (uid !== undefined && declared === undefined) {
    const message =
      `This Secret was not made for the entry "${entry.name}" of multicluster.primary.members and is left alone. ` +
      'Delete it, and one is made in its place.';
    const subject = { apiVersion: 'v1', kind: 'Secret', namespace, name, uid };
    await recordEvent(ports, subject, { type: 'Warning', reason: 'NotDeclared', message });
    return false;
  }
  if (uid !== undefined) await ports.kubernetes.delete('Secret', { namespace, name, uid });
  const created = await ports.kubernetes.create('Secret', buildTokenSecret(config, entry));
  if (created === undefined) return ensureDeclaredToken(ports, config, entry);
  ports.logger.info('Token of a declared member made', { member: entry.name, secretName: name });
  return true;
}

function buildTokenSecret({ namespace }: PrimaryConfig, entry: DeclaredMember): Secret {
  const annotations = {
    [declaredAnnotation]: entry.token ?? '',
    [tokenAnnotations.memberName]: entry.name,
    ...(entry.ttl === undefined ? {} : { [tokenAnnotations.ttl]: entry.ttl }),
    ...(entry.replace === true ? { [tokenAnnotations.replace]: 'true' } : {}),
  };
  const name = primaryNames.declaredToken(entry.name);
  return { metadata: { namespace, name, annotations }, type: secretTypes.joinToken };
}
