import {
  renderDistributionLedger,
  parseDistributionLedger,
  type DistributionLedger,
} from '../../core/distribution/distribution-ledger.ts';
import { planLedger, type LedgerFacts } from '../../core/distribution/plan-ledger.ts';
import { componentLabel, components, primaryNames, withdrawAnnotation } from '../../core/kubernetes/names.ts';
import type { ConfigMap } from '../../core/kubernetes/objects.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import { KubernetesKindMissing } from '../../ports/kubernetes-errors.ts';
import { changeObject } from '../change-object.ts';
import { recordEvent } from '../events/record-event.ts';
import type { PrimaryPorts } from '../ports.ts';
import { Timetable } from '../timetable.ts';
import type { DeliveryReports, DistributionView } from './distribution-view.ts';
import { isWithdrawalAllowed, type LedgerBoard } from './ledger-board.ts';

/** For so long nothing more may have gone before what is gone is judged together, in milliseconds. */
const settleMs = 5000;

/** Wait before it is tried again to write; and before it is asked again after what is there and not seen, in milliseconds. */
const againMs = 2000;
const staleMs = 30_000;

/** How often entries to forget are looked for, in milliseconds. */
const tidyMs = 3_600_000;

/** What the ledger is kept by. */
export interface LedgerKeeping {
  readonly namespace: string;
  readonly view: DistributionView;
  readonly reports: DeliveryReports;
  readonly board: LedgerBoard;
}

/** Uids that the ledger has and are not there, and when the first and the last of them went. */
interface Absent {
  uids: ReadonlySet<string>;
  firstAt: Date;
  lastAt: Date;
}

const nothingGone = { gone: new Set<string>(), isKindGone: false };

type Ports = Pick<PrimaryPorts, 'kubernetes' | 'clock' | 'logger'>;

/**
 * Writes down every Distribution that is there, before members get anything of it, and judges those that are gone.
 * All replicas do so: they write over what was read, and come to the same end.
 */
export async function keepLedger(ports: Ports, keeping: LedgerKeeping, signal: AbortSignal): Promise<never> {
  const timetable = new Timetable<'look'>(ports.clock, signal);
  const absent: Absent = { uids: new Set(), firstAt: new Date(0), lastAt: new Date(0) };
  let isSoon = false;
  const lookSoon = (): void => {
    // Set anew with each of many changes, it would be put off until the last of them.
    if (!isSoon) timetable.set('look', 0);
    isSoon = true;
  };
  keeping.view.onChange(lookSoon);
  keeping.board.onChange(lookSoon);
  lookSoon();
  for (;;) {
    await timetable.next();
    isSoon = false;
    const delayMs = await lookSafely(ports, keeping, absent);
    if (!isSoon) timetable.set('look', delayMs);
  }
}

async function lookSafely(ports: Ports, keeping: LedgerKeeping, absent: Absent): Promise<number> {
  try {
    return await look(ports, keeping, absent);
  } catch (error) {
    if (!(error instanceof JoineryError)) throw error;
    ports.logger.warn('Ledger of distributions not kept', { err: error });
    return againMs;
  }
}

/** @returns When to look again though nothing changes, in milliseconds. */
async function look(ports: Ports, keeping: LedgerKeeping, absent: Absent): Promise<number> {
  const { view, reports, board } = keeping;
  if (!view.isSynced || !board.isSynced) return tidyMs;
  const now = ports.clock.now();
  const present = new Map([...view.distributions()].map(([uid, { metadata }]) => [uid, metadata.name]));
  const leftMs = noteAbsent(absent, board.ledger, present, now);
  const isSettled = absent.uids.size === 0 || leftMs <= 0;
  const found = isSettled ? await verifyGone(ports, keeping.namespace, absent.uids) : nothingGone;
  const isReported = (uid: string): boolean =>
    [...reports.reports.values()].some(({ parts }) => parts.some((part) => part.uid === uid));
  const facts = { present, ...found, goneSince: absent.firstAt, isAllowed: board.isAllowed, isReported, now };
  // A permission is for what is held now; while something is going, it waits for what comes of that.
  const isPermissionUsed = isSettled && board.isAllowed;
  if (planLedger(board.ledger, facts) !== board.ledger || isPermissionUsed) {
    await write(ports, keeping, { ...facts, isSettled });
  }
  if (!isSettled) return leftMs;
  return found.gone.size < absent.uids.size ? staleMs : tidyMs;
}

/** Notes what the ledger has and is not there. @returns How long more of it may go, in milliseconds. */
function noteAbsent(
  absent: Absent,
  ledger: DistributionLedger,
  present: ReadonlyMap<string, string>,
  now: Date,
): number {
  const served = [...ledger].filter(([, { state }]) => state === 'Served').map(([uid]) => uid);
  const uids = new Set(served.filter((uid) => !present.has(uid)));
  if (absent.uids.size === 0) absent.firstAt = now;
  if (!uids.isSubsetOf(absent.uids)) absent.lastAt = now;
  absent.uids = uids;
  return absent.lastAt.getTime() + settleMs - now.getTime();
}

/** Asks the API server: what a watch does not show, or not yet, need not be gone. */
async function verifyGone(
  { kubernetes }: Ports,
  namespace: string,
  uids: ReadonlySet<string>,
): Promise<Pick<LedgerFacts, 'gone' | 'isKindGone'>> {
  if (uids.size === 0) return nothingGone;
  try {
    const there = await kubernetes.list('Distribution', { namespace });
    return { gone: uids.difference(new Set(there.map(({ metadata }) => metadata.uid))), isKindGone: false };
  } catch (error) {
    if (error instanceof KubernetesKindMissing) return { gone: uids, isKindGone: true };
    throw error;
  }
}

async function write(
  ports: Ports,
  { namespace, board }: Pick<LedgerKeeping, 'namespace' | 'board'>,
  facts: LedgerFacts & { isSettled: boolean },
): Promise<void> {
  const ref = { namespace, name: primaryNames.distributionLedger };
  let before: DistributionLedger = new Map();
  const changed = await changeObject(ports.kubernetes, 'ConfigMap', ref, (stored) => {
    before = parseDistributionLedger(stored);
    return change(stored, before, { ...facts, isAllowed: isWithdrawalAllowed(stored) });
  });
  const written = changed ?? (await create(ports, namespace, facts));
  if (written === undefined) return;
  board.note(written);
  await tell(ports, written, before);
}

/** @returns Nothing when another replica was quicker; the watch tells what it wrote. */
async function create(
  { kubernetes }: Ports,
  namespace: string,
  facts: LedgerFacts,
): Promise<Stored<ConfigMap> | undefined> {
  const data = renderDistributionLedger(planLedger(new Map(), facts));
  const labels = { [componentLabel]: components.distributionLedger };
  const metadata = { name: primaryNames.distributionLedger, namespace, labels };
  return kubernetes.create('ConfigMap', { metadata, data });
}

function change(
  stored: Stored<ConfigMap>,
  before: DistributionLedger,
  facts: LedgerFacts & { isSettled: boolean },
): Stored<ConfigMap> | undefined {
  const after = planLedger(before, facts);
  const isPermissionUsed = facts.isSettled && facts.isAllowed;
  if (after === before && !isPermissionUsed) return undefined;
  const { [withdrawAnnotation]: permission, ...others } = stored.metadata.annotations ?? {};
  const isKept = permission !== undefined && !isPermissionUsed;
  const annotations = isKept ? { ...others, [withdrawAnnotation]: permission } : others;
  return { ...stored, metadata: { ...stored.metadata, annotations }, data: renderDistributionLedger(after) };
}

/** Says what is held, and how to go on; a withdrawal is what somebody ordered and goes to the log only. */
async function tell(ports: Ports, stored: Stored<ConfigMap>, before: DistributionLedger): Promise<void> {
  const judged = [...parseDistributionLedger(stored)].filter(
    ([uid, { state }]) => state !== 'Served' && before.get(uid)?.state !== state,
  );
  for (const [uid, { name, state }] of judged) {
    ports.logger.info('Distribution is gone', { distribution: name, uid, state });
  }
  const held = judged.filter(([, { state }]) => state === 'Held').length;
  if (held === 0) return;
  const { name, namespace = '', uid } = stored.metadata;
  const order = `kubectl -n ${namespace} annotate configmap ${name} ${withdrawAnnotation}=true`;
  await recordEvent(
    ports,
    { apiVersion: 'v1', kind: 'ConfigMap', namespace, name, uid },
    {
      type: 'Warning',
      reason: 'WithdrawalHeld',
      message: `${held} Distributions went at once: what they brought stays on the members. If that was meant, run "${order}".`,
    },
  );
}
