import { buildHeardLeases, parseHeardLease } from '../../core/presence/heard-lease.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import type { KubernetesApi } from '../../ports/kubernetes-api.ts';
import type { Lease } from '../../core/kubernetes/objects.ts';
import type { Hub } from '../hub/hub.ts';
import type { PrimaryPorts } from '../ports.ts';

/** How often a replica tells whom it heard, in milliseconds. */
const publishMs = 5000;

/** A Lease not renewed for this long is nobody's any more and is deleted, in milliseconds. */
const abandonedMs = 600_000;

/**
 * Tells the other replicas whom this one heard, and takes up what they tell, for as long as the signal
 * allows. The writes grow with the replicas, not with the members.
 */
export async function publishPresence(ports: PrimaryPorts, hub: Hub, signal: AbortSignal): Promise<void> {
  await Promise.all([tell(ports, hub, signal), listen(ports, hub, signal)]);
}

async function tell(
  ports: PrimaryPorts,
  { config, board, identity }: Hub,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    try {
      // A set that is dissolved is being deleted, Leases and all.
      const leases = identity().isDissolved
        ? []
        : buildHeardLeases(board.tell(ports.clock.now()), config.namespace);
      for (const lease of leases) await writeLease(ports.kubernetes, lease);
    } catch (error) {
      if (!(error instanceof JoineryError)) throw error;
      ports.logger.warn('Presence not told to the other replicas', { err: error });
    }
    await ports.clock.sleep(publishMs, signal);
  }
}

/** Only this replica writes it; where somebody changed it, the next round writes over that. */
async function writeLease(kubernetes: KubernetesApi, lease: Lease): Promise<void> {
  const { name = '', namespace = '' } = lease.metadata;
  const stored = await kubernetes.get('Lease', { name, namespace });
  if (stored === undefined) await kubernetes.create('Lease', lease);
  else {
    const { annotations = {} } = lease.metadata;
    await kubernetes.update('Lease', { ...stored, ...lease, metadata: { ...stored.metadata, annotations } });
  }
}

async function listen(ports: PrimaryPorts, { config, board }: Hub, signal: AbortSignal): Promise<void> {
  const { namespace } = config;
  for await (const change of ports.kubernetes.watch('Lease', { namespace }, signal)) {
    const leases = change.type === 'snapshot' ? change.objects : [change.object];
    for (const lease of leases) {
      const { name, uid } = lease.metadata;
      const report = parseHeardLease(lease);
      if (report === undefined) continue;
      if (change.type === 'deleted') board.forgetReplica(name);
      else if (ports.clock.now().getTime() - report.atMs < abandonedMs) board.hear(name, report);
      else await ports.kubernetes.delete('Lease', { namespace, name, uid });
    }
    board.noteSynced();
  }
}
