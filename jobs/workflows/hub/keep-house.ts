import { JoineryError } from '../../errors/joinery-error.ts';
import { declareMembers } from '../declare/declare-members.ts';
import { followDeclaredDistributions } from '../declare/follow-declared-distributions.ts';
import { forgetMembers } from '../forget/forget-members.ts';
import type { PrimaryPorts } from '../ports.ts';
import type { Hub } from './hub.ts';

/** Wait before something that is in the way of a declared member is looked at again, in milliseconds. */
const declareAgainMs = 60_000;

/** How often members to forget are looked for, in milliseconds; also how long the hub is up before the first time. */
const forgetMs = 3_600_000;

/**
 * What the hub does now and then, for as long as the signal allows: declares members, once, until it is
 * done; declares distributions; forgets members that are gone for good. All replicas do so.
 */
export async function keepHouse(ports: PrimaryPorts, hub: Hub, signal: AbortSignal): Promise<void> {
  await Promise.all([
    declare(ports, hub, signal),
    followDeclaredDistributions(ports, hub.config, signal),
    forget(ports, hub, signal),
  ]);
}

/** Once only: a replica of the version before would else undo, during an upgrade, what one of the next did. */
async function declare(ports: PrimaryPorts, { config }: Hub, signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      if (await declareMembers(ports, config)) return;
    } catch (error) {
      if (!(error instanceof JoineryError)) throw error;
      ports.logger.warn('Members not declared', { err: error });
    }
    await ports.clock.sleep(declareAgainMs, signal);
  }
}

async function forget(ports: PrimaryPorts, { config }: Hub, signal: AbortSignal): Promise<never> {
  for (;;) {
    await ports.clock.sleep(forgetMs, signal);
    try {
      const members = await ports.kubernetes.list('Member', { namespace: config.namespace });
      await forgetMembers(ports, config, members);
    } catch (error) {
      if (!(error instanceof JoineryError)) throw error;
      ports.logger.warn('Members not forgotten', { err: error });
    }
  }
}
