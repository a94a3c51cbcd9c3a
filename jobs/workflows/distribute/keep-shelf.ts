import type { PrimaryConfig } from '#validators/primary-config';
import type { Distribution } from '../../core/distribution/distribution.ts';
import { isDeep } from '../../core/distribution/is-deep.ts';
import type { SourceTarget } from '../../core/distribution/locate-source.ts';
import { resolveSources, type ResolvedSources } from '../../core/distribution/resolve-sources.ts';
import type { ClusterObjects } from '../../ports/cluster-objects.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import type { PrimaryPorts } from '../ports.ts';
import type { Roster } from '../roster/roster.ts';
import { WorkQueue } from '../work-queue.ts';
import type { Shelf } from './shelf.ts';
import { keyOfTarget, SourceWatches, type TargetKey } from './source-watches.ts';

/** Rest between two looks, in milliseconds: a thousand sources that change at once are looked at together. */
const restMs = 20;

type Ports = Pick<PrimaryPorts, 'kubernetes' | 'clock' | 'logger'> & { readonly objects: ClusterObjects };

/** What is kept, and by what. */
interface ShelfKeeping {
  readonly config: Pick<PrimaryConfig, 'namespace' | 'sources'>;
  readonly roster: Roster;
  readonly shelf: Shelf;
}

/** What of it changes. */
interface Desk {
  /** Distributions whose sources are to be resolved anew, by uid. */
  readonly due: Set<string>;
  /** What each takes from the primary. */
  readonly needs: Map<string, ReadonlySet<TargetKey>>;
  readonly queue: WorkQueue;
  areDistributionsKnown: boolean;
}

/**
 * Keeps the shelf true, for as long as the signal allows: follows the Distributions, what they take from the primary,
 * and the members. Writes nothing. All replicas do so, and come to the same lists.
 */
export async function keepShelf(ports: Ports, keeping: ShelfKeeping, signal: AbortSignal): Promise<void> {
  const desk: Desk = {
    due: new Set(),
    needs: new Map(),
    queue: new WorkQueue(),
    areDistributionsKnown: false,
  };
  const { roster, shelf } = keeping;
  const onChange = (key: TargetKey): void => {
    for (const [uid, needed] of desk.needs) if (needed.has(key)) desk.due.add(uid);
    desk.queue.add('look');
  };
  const watches = new SourceWatches(ports, { signal, onChange });
  roster.onChange((name) => {
    shelf.noteMember(name, roster.get(name));
    desk.queue.add('look');
  });
  for (const member of roster.all()) shelf.noteMember(member.metadata.name, member);
  await Promise.all([
    watches.run(),
    followDistributions(ports, keeping, { desk, signal }),
    work(ports, keeping, { desk, watches, signal }),
  ]);
}

async function followDistributions(
  { kubernetes, logger }: Ports,
  { config: { namespace }, shelf }: ShelfKeeping,
  { desk, signal }: { desk: Desk; signal: AbortSignal },
): Promise<void> {
  const drop = (uid: string): void => {
    shelf.dropDistribution(uid);
    desk.needs.delete(uid);
    desk.due.delete(uid);
  };
  const note = (distribution: Stored<Distribution>): void => {
    if (isDeep(distribution.spec)) {
      logger.error('Distribution nested too deep', { name: distribution.metadata.name });
      return;
    }
    if (shelf.noteDistribution(distribution)) desk.due.add(distribution.metadata.uid);
  };
  for await (const change of kubernetes.watch('Distribution', { namespace }, signal)) {
    if (change.type === 'snapshot') {
      const kept = new Set(change.objects.map(({ metadata }) => metadata.uid));
      for (const uid of shelf.distributions().keys()) if (!kept.has(uid)) drop(uid);
      for (const distribution of change.objects) note(distribution);
      desk.areDistributionsKnown = true;
    } else if (change.type === 'applied') note(change.object);
    else drop(change.object.metadata.uid);
    desk.queue.add('look');
  }
}

async function work(
  { clock }: Ports,
  keeping: ShelfKeeping,
  { desk, watches, signal }: { desk: Desk; watches: SourceWatches; signal: AbortSignal },
): Promise<never> {
  const { shelf, roster } = keeping;
  for (;;) {
    await desk.queue.take(signal);
    const due = [...desk.due];
    desk.due.clear();
    for (const uid of due) lookAt(uid, keeping, { desk, watches });
    watches.keepOnly(new Set([...desk.needs.values()].flatMap((needed) => [...needed])));
    const isKnown = roster.isSynced && desk.areDistributionsKnown;
    if (!shelf.isFilled && isKnown && [...shelf.distributions().keys()].every((uid) => shelf.has(uid))) {
      shelf.noteFilled();
    }
    await clock.sleep(restMs, signal);
  }
}

/** While something is being read, members are told what they were told before. */
function lookAt(
  uid: string,
  { config, shelf }: ShelfKeeping,
  { desk, watches }: { desk: Desk; watches: SourceWatches },
): void {
  const distribution = shelf.distributions().get(uid);
  if (distribution === undefined) return;
  const needed = new Set<TargetKey>();
  const look = (target: SourceTarget): ReturnType<SourceWatches['look']> => {
    needed.add(keyOfTarget(target));
    return watches.look(target);
  };
  const sources: ResolvedSources = resolveSources(distribution, {
    own: config.namespace,
    grants: config.sources,
    look,
  });
  desk.needs.set(uid, needed);
  if (!sources.isReading) shelf.shelve(distribution, sources);
}
