import { isDeepStrictEqual } from 'node:util';
import type { Distribution } from '../../core/distribution/distribution.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import { changeObject } from '../change-object.ts';
import type { PrimaryPorts } from '../ports.ts';
import type { Roster } from '../roster/roster.ts';
import type { DeliveryReports, DistributionView } from './distribution-view.ts';
import { FailureTeller } from './failure-teller.ts';
import type { LedgerBoard } from './ledger-board.ts';
import { measureDistributions } from './measure-distributions.ts';
import { isInTouch, observeDistribution, type ObservedDistribution } from './observe-distribution.ts';
import { ReportedParts } from './reported-parts.ts';
import { SpacedQueue } from './spaced-queue.ts';

/** What is shown, and from what. */
export interface Showing {
  readonly view: DistributionView;
  readonly reports: DeliveryReports;
  readonly roster: Roster;
  readonly board: LedgerBoard;
}

/** What was found when a Distribution was looked at last. */
interface Shown {
  readonly teller: FailureTeller;
  readonly observed: ObservedDistribution;
}

type Ports = Pick<PrimaryPorts, 'kubernetes' | 'clock' | 'logger' | 'metrics'>;

/**
 * Keeps the status of every Distribution true, lets waves go on, and tells of failures, for as long as the signal
 * allows. Every replica does so and comes to the same end; a status is written only when it says something else.
 */
export async function showDistributions(ports: Ports, showing: Showing, signal: AbortSignal): Promise<never> {
  const { view, board } = showing;
  const parts = new ReportedParts();
  const shown = new Map<string, Shown>();
  const queue = new SpacedQueue(ports.clock, signal);
  follow(showing, { parts, shown, queue });
  measureDistributions(ports.metrics, {
    observed: () => [...shown.values()].map(({ observed }) => observed),
    ledger: () => board.ledger,
  });
  for (;;) {
    const uid = await queue.next();
    const distribution = view.distributions().get(uid);
    const isKnown = view.isSynced && view.rolloutRevision(uid) !== '';
    if (distribution === undefined || !isKnown) continue;
    try {
      await show(ports, { showing, parts, shown }, distribution);
    } catch (error) {
      if (!(error instanceof JoineryError)) throw error;
      ports.logger.warn('Status of a Distribution not written', {
        distribution: distribution.metadata.name,
        err: error,
      });
      queue.add(uid);
    }
    // With a thousand members a look takes milliseconds: whoever waits for an answer has a turn in between.
    await ports.clock.sleep(0, signal);
  }
}

/** Has each Distribution looked at when something changed that its status may tell. */
function follow(
  { view, reports, roster }: Showing,
  { parts, shown, queue }: { parts: ReportedParts; shown: Map<string, Shown>; queue: SpacedQueue },
): void {
  const lookAtAll = (): void => {
    if (!view.isSynced) return;
    const there = view.distributions();
    for (const uid of there.keys()) queue.add(uid);
    for (const uid of shown.keys()) if (!there.has(uid)) shown.delete(uid);
  };
  const inTouch = new Map(roster.all().map(({ metadata: { name } }) => [name, isInTouch(roster, name)]));
  view.onChange(lookAtAll);
  reports.onChange((member) => {
    for (const uid of parts.note(member, reports.reportOf(member))) queue.add(uid);
  });
  roster.onChange((name) => {
    const before = inTouch.get(name);
    inTouch.set(name, isInTouch(roster, name));
    if (before !== inTouch.get(name)) lookAtAll();
  });
  for (const [member, report] of reports.reports) parts.note(member, report);
  lookAtAll();
}

async function show(
  ports: Ports,
  { showing, parts, shown }: { showing: Showing; parts: ReportedParts; shown: Map<string, Shown> },
  distribution: Stored<Distribution>,
): Promise<void> {
  const { name, namespace = '', uid, generation } = distribution.metadata;
  const facts = { ...showing, parts };
  const observe = (stored: Stored<Distribution>): ObservedDistribution =>
    observeDistribution(facts, stored, ports.clock.now());
  const observed = observe(distribution);
  const teller = shown.get(uid)?.teller ?? new FailureTeller(distribution);
  shown.set(uid, { teller, observed });
  if (!isDeepStrictEqual(observed.status, distribution.status)) {
    await changeObject(
      ports.kubernetes,
      'Distribution',
      { namespace, name },
      (stored) => {
        // What was placed and rendered is that of the spec that was seen; of a newer one the view will tell.
        const isSeen = stored.metadata.uid === uid && stored.metadata.generation === generation;
        const status = isSeen ? observe(stored).status : stored.status;
        return isDeepStrictEqual(status, stored.status)
          ? undefined
          : { ...stored, ...(status && { status }) };
      },
      (changed) => ports.kubernetes.updateStatus('Distribution', changed),
      distribution,
    );
  }
  await teller.tell(ports, distribution, observed);
}
