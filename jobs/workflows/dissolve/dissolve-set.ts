import type { PrimaryConfig } from '#validators/primary-config';
import { dissolvedAnnotation, primaryNames } from '../../core/kubernetes/names.ts';
import { hasCondition } from '../../core/membership/member-conditions.ts';
import { hasLeft } from '../../core/membership/has-left.ts';
import type { Member } from '../../core/membership/member.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import { changeObject } from '../change-object.ts';
import type { PrimaryPorts } from '../ports.ts';
import { deleteSet } from './delete-set.ts';
import { readHubUid } from './read-hub-uid.ts';

/** How often members are looked at while they are being told, in milliseconds. */
const lookMs = 500;

/** Part of the deadline in which members are waited for; the rest is for deleting. */
const waitShare = 0.5;

/** How a set ended. */
export interface Dissolution {
  /** Clusters that were in the set, without the primary. */
  readonly members: number;
  /** Those in touch that were not told in time; they find out when they call. */
  readonly untold: readonly string[];
}

/**
 * Ends the set: marks the hub's identity, so that every replica tells each member that calls; waits until
 * all that are online know it, or half of the deadline is over; then deletes everything the set consists of.
 */
export async function dissolveSet(
  ports: PrimaryPorts,
  config: PrimaryConfig,
  signal: AbortSignal,
): Promise<Dissolution> {
  const { namespace } = config;
  const hubUid = await readHubUid(ports.kubernetes, config);
  const ref = { namespace, name: primaryNames.hubIdentity };
  await changeObject(ports.kubernetes, 'Secret', ref, ({ metadata, ...secret }) => {
    if (metadata.annotations?.[dissolvedAnnotation] === hubUid) return undefined;
    const annotations = { ...metadata.annotations, [dissolvedAnnotation]: hubUid };
    return { ...secret, metadata: { ...metadata, annotations } };
  });
  const dissolution = await waitUntilTold(ports, config, signal);
  await deleteSet(ports, namespace, signal);
  return dissolution;
}

async function waitUntilTold(
  ports: PrimaryPorts,
  { namespace, name, deadlineSeconds }: PrimaryConfig,
  signal: AbortSignal,
): Promise<Dissolution> {
  const endMs = ports.clock.now().getTime() + deadlineSeconds * 1000 * waitShare;
  for (;;) {
    const all = await ports.kubernetes.list('Member', { namespace });
    const members = all.filter(
      ({ metadata, status }) => metadata.name !== name && status?.thumbprint !== undefined,
    );
    const untold = members.filter(isUntold).map(({ metadata }) => metadata.name);
    if (untold.length === 0 || ports.clock.now().getTime() >= endMs)
      return { members: members.length, untold };
    await ports.clock.sleep(lookMs, signal);
  }
}

/** Who is not in touch cannot be told. */
function isUntold({ status }: Stored<Member>): boolean {
  return hasCondition(status?.conditions, 'Online', 'True') && !hasLeft(status);
}
