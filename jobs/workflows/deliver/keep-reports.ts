import { primaryNames } from '../../core/kubernetes/names.ts';
import type { ConfigMap } from '../../core/kubernetes/objects.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import type { Hub } from '../hub/hub.ts';
import type { PrimaryPorts } from '../ports.ts';
import type { Kept } from './delivery-board.ts';
import { isLater, type SaidReport } from './said-report.ts';
import { buildStoredReport, parseStoredReport } from './stored-report.ts';

/** How often a replica looks for something to store or to delete, in milliseconds. */
const lookMs = 1000;

/** A replica writes the report of one member at most once in this time, in milliseconds. */
const restMs = 5000;

/** Writes under way at once when many members say something new together. */
const atOnce = 8;

/**
 * Stores what members said to this replica, takes up what the others stored, and deletes the report of a member that is
 * gone, for as long as the signal allows. A report that did not change is never written.
 */
export async function keepReports(ports: PrimaryPorts, hub: Hub, signal: AbortSignal): Promise<void> {
  await Promise.all([follow(ports, hub, signal), store(ports, hub, signal)]);
}

async function follow(ports: PrimaryPorts, { config, deliveries }: Hub, signal: AbortSignal): Promise<void> {
  const { namespace } = config;
  for await (const change of ports.kubernetes.watch('ConfigMap', { namespace }, signal)) {
    if (change.type === 'snapshot') deliveries.noteAllKept(new Map(change.objects.flatMap(readKept)));
    else {
      for (const [member, kept] of readKept(change.object)) {
        if (change.type === 'deleted') deliveries.noteDropped(member);
        else deliveries.noteKept(member, kept);
      }
    }
  }
}

function readKept(configMap: Stored<ConfigMap>): [string, Kept][] {
  const read = parseStoredReport(configMap);
  return read === undefined ? [] : [[read.member, { said: read.said, uid: configMap.metadata.uid }]];
}

async function store(ports: PrimaryPorts, hub: Hub, signal: AbortSignal): Promise<never> {
  const { roster, deliveries, identity } = hub;
  const isMember = (name: string): boolean => roster.get(name) !== undefined;
  const restedAtMs = new Map<string, number>();
  for (;;) {
    await ports.clock.sleep(lookMs, signal);
    // A set that is dissolved is being deleted, reports and all.
    if (!roster.isSynced || !deliveries.isSynced || identity().isDissolved) continue;
    deliveries.forgetUnless(isMember);
    const nowMs = ports.clock.now().getTime();
    const work: (() => Promise<void>)[] = [];
    for (const [member, kept] of deliveries.kept()) {
      if (!isMember(member)) work.push(async () => drop(ports, hub, { member, kept }));
    }
    for (const [member, said] of deliveries.unkept()) {
      if ((restedAtMs.get(member) ?? 0) > nowMs) continue;
      restedAtMs.set(member, nowMs + restMs);
      work.push(async () => write(ports, hub, { member, said }));
    }
    for (let from = 0; from < work.length; from += atOnce) {
      await Promise.all(work.slice(from, from + atOnce).map(async (act) => tryOnce(ports, act)));
    }
  }
}

/** What fails is looked at again with the next look, or once the member's rest is over. */
async function tryOnce({ logger }: PrimaryPorts, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof JoineryError)) throw error;
    logger.warn('Delivery report not kept', { err: error });
  }
}

/** Over the version that was read; a later report, which another replica was told, stays. */
async function write(
  { kubernetes }: PrimaryPorts,
  { config: { namespace }, deliveries }: Hub,
  { member, said }: { member: string; said: SaidReport },
): Promise<void> {
  const wanted = buildStoredReport(namespace, member, said);
  const stored = await kubernetes.get('ConfigMap', {
    namespace,
    name: primaryNames.deliveryReport(member),
  });
  if (stored === undefined) return noteWritten(await kubernetes.create('ConfigMap', wanted));
  const known = parseStoredReport(stored);
  if (known !== undefined && isLater(known.said, said)) return noteWritten(stored);
  const { labels = {} } = wanted.metadata;
  const metadata = { ...stored.metadata, labels: { ...stored.metadata.labels, ...labels } };
  return noteWritten(await kubernetes.update('ConfigMap', { ...stored, ...wanted, metadata }));

  /** Ahead of the watch; where somebody else was quicker, the watch tells. */
  function noteWritten(written: Stored<ConfigMap> | undefined): void {
    for (const [, kept] of written === undefined ? [] : readKept(written)) deliveries.noteKept(member, kept);
  }
}

async function drop(
  { kubernetes }: PrimaryPorts,
  { config: { namespace }, deliveries }: Hub,
  { member, kept: { uid } }: { member: string; kept: Kept },
): Promise<void> {
  await kubernetes.delete('ConfigMap', { namespace, name: primaryNames.deliveryReport(member), uid });
  deliveries.noteDropped(member);
}
