import type { SyncRequest } from '#validators/sync-request';
import type { ExportPolicy, RefusedOffer } from '../../core/exports/judge-offers.ts';
import { digestOffers, type Offer } from '../../core/exports/offer.ts';
import { setCondition } from '../../core/membership/member-conditions.ts';
import type { Member } from '../../core/membership/member.ts';
import { digestOf } from '../../core/protocol/digest.ts';
import { judgeState } from '../../core/sync/desired-state.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import { changeObject } from '../change-object.ts';
import { recordTransitions } from '../events/record-transitions.ts';
import type { Hub } from '../hub/hub.ts';
import type { PrimaryPorts } from '../ports.ts';

/** Refusals that the condition names; the others are counted. */
const maxNamed = 3;

/** What came of all that a member offers. */
interface Taking {
  readonly offers: readonly Offer[];
  readonly taken: number;
  readonly refused: readonly RefusedOffer[];
}

/** Notes on the `Member` what was taken of its offers, only where that is news. */
export async function noteExports(
  ports: Pick<PrimaryPorts, 'kubernetes' | 'clock' | 'logger'>,
  hub: Hub,
  member: Stored<Member>,
  taking: Taking,
): Promise<void> {
  const digest = digestTaking(digestOffers(taking.offers), hub.config.exports);
  if (member.status?.exports?.digest === digest) return;
  const exports = { digest, taken: taking.taken, refused: taking.refused.length };
  const written = await changeObject(
    ports.kubernetes,
    'Member',
    { namespace: hub.config.namespace, name: member.metadata.name },
    (stored) => {
      const { status = {} } = stored;
      if (status.exports?.digest === digest) return undefined;
      const conditions = setCondition(status.conditions ?? [], describeExports(taking), ports.clock.now());
      return { ...stored, status: { ...status, exports, conditions: [...conditions] } };
    },
    (changed) => ports.kubernetes.updateStatus('Member', changed),
    member,
  );
  if (written === undefined) return;
  hub.roster.note(written);
  await recordTransitions(ports, member, written);
}

/** Tells whether a member has other offers than those that were taken last, or they are to be judged anew. */
export function lacksOffers({ config }: Hub, member: Stored<Member>, { offers }: SyncRequest): boolean {
  if (offers === undefined || judgeState(config, member) !== 'Joined') return false;
  const known = member.status?.exports?.digest;
  // Nothing is to be said of one that never offered anything.
  if (known === undefined && offers === nothing) return false;
  return known !== digestTaking(offers, config.exports);
}

const nothing = digestOffers([]);

/** With other values the same offers are judged anew. */
function digestTaking(offers: string, policy: ExportPolicy): string {
  const { enabled, kinds, perMember, maxBytes } = policy;
  return digestOf(JSON.stringify([offers, enabled, kinds, perMember, maxBytes]));
}

function describeExports({ offers, taken, refused }: Taking): Parameters<typeof setCondition>[1] {
  const type = 'Exports';
  if (offers.length === 0) {
    return { type, status: 'True', reason: 'NothingOffered', message: 'The member offers nothing.' };
  }
  if (refused.length === 0) {
    return {
      type,
      status: 'True',
      reason: 'Taken',
      message: `All ${taken} objects that it offers are taken.`,
    };
  }
  const named = refused.slice(0, maxNamed).map(({ index, message }) => {
    const offer = offers[index];
    return offer === undefined ? message : `${offer.kind} ${offer.namespace}/${offer.name}: ${message}`;
  });
  const message = `Of ${offers.length} objects that it offers ${refused.length} are refused. ${named.join(' ')}`;
  return { type, status: 'False', reason: 'Refused', message };
}
