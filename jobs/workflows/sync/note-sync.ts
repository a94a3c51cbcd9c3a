import type { SyncRequest } from '#validators/sync-request';
import { describeSync, type SyncFacts } from '../../core/sync/describe-sync.ts';
import { mergeLabels } from '../../core/membership/merge-labels.ts';
import type { Member } from '../../core/membership/member.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import { changeObject } from '../change-object.ts';
import { recordTransitions } from '../events/record-transitions.ts';
import type { Hub } from '../hub/hub.ts';
import type { PrimaryPorts } from '../ports.ts';

/** What a sync says beside its body. */
type NotedFacts = Pick<SyncFacts, 'endpoints' | 'hubKey' | 'isStuck' | 'sentAt'>;

/**
 * Notes on the `Member` what a sync says, only where that is news.
 *
 * @returns Whether the hub lacks the report that the request names.
 */
export async function noteSync(
  ports: PrimaryPorts,
  hub: Hub,
  known: Stored<Member>,
  { request, facts }: { request: SyncRequest; facts: NotedFacts },
): Promise<boolean> {
  const { report } = request;
  const member = await catchUp(ports, hub, known, request);
  const lacksReport = isReportMissing(member, request);
  const describe = (stored: Stored<Member>) =>
    describeSync(stored.status ?? {}, {
      ...facts,
      request,
      report,
      isAccepted: hub.config.approval === 'automatic' || stored.spec?.accepted === true,
      now: ports.clock.now(),
    });
  // Its first report is asked for, and comes at once: one write for both words.
  const isFirst = lacksReport && member.status?.reportDigest === undefined;
  if (isFirst || describe(member) === undefined) return lacksReport;
  const labelled = report === undefined ? member : await noteLabels(ports, hub, member, report.labels);
  const ref = { namespace: hub.config.namespace, name: member.metadata.name };
  const written = await changeObject(
    ports.kubernetes,
    'Member',
    ref,
    (stored) => {
      const status = describe(stored);
      return status && { ...stored, status };
    },
    (changed) => ports.kubernetes.updateStatus('Member', changed),
    labelled,
  );
  if (written === undefined) return lacksReport;
  hub.roster.note(written);
  await recordTransitions(ports, member, written);
  return lacksReport;
}

function isReportMissing({ status }: Member, { report, reportDigest }: SyncRequest): boolean {
  return report === undefined && status?.reportDigest !== reportDigest;
}

/**
 * A member that lets its request be held has told its report; the replica it told may have written it a moment ago.
 * To ask for it again would cost a word of the member, and a write that comes too late.
 */
async function catchUp(
  { kubernetes }: PrimaryPorts,
  { config, roster }: Hub,
  known: Stored<Member>,
  request: SyncRequest,
): Promise<Stored<Member>> {
  if (request.holdSeconds === 0 || !isReportMissing(known, request)) return known;
  const ref = { namespace: config.namespace, name: known.metadata.name };
  const found = await kubernetes.get('Member', ref);
  if (found !== undefined) roster.note(found);
  return found ?? known;
}

/** Gives the member the labels it asks for, as far as the primary lets it. */
async function noteLabels(
  ports: PrimaryPorts,
  { config }: Hub,
  member: Stored<Member>,
  labels: Readonly<Record<string, string>>,
): Promise<Stored<Member>> {
  const ref = { namespace: config.namespace, name: member.metadata.name };
  const change = (stored: Stored<Member>) => {
    const metadata = mergeLabels(stored.metadata, labels, config.acceptLabels);
    return metadata && { ...stored, metadata: { ...stored.metadata, ...metadata } };
  };
  return (await changeObject(ports.kubernetes, 'Member', ref, change, undefined, member)) ?? member;
}
