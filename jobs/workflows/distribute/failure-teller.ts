import { distributionApiVersion, type Distribution } from '../../core/distribution/distribution.ts';
import type { DistributionSummary } from '../../core/distribution/summarise.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import { recordEvent, type EventNote } from '../events/record-event.ts';
import type { PrimaryPorts } from '../ports.ts';

/** So many Events of one Distribution in a minute; its status has the counts. */
const maxEvents = 20;
const minuteMs = 60_000;

/** An Event's message is not longer. */
const maxLength = 1024;

type Ports = Pick<PrimaryPorts, 'kubernetes' | 'clock' | 'logger'>;

/** Tells by Events of one Distribution which members began to fail, and which are cured. */
export class FailureTeller {
  #failing: ReadonlySet<string>;
  #toldAtMs: readonly number[] = [];

  /** @param distribution What its status says already is not told again. */
  constructor({ status }: Stored<Distribution>) {
    this.#failing = new Set((status?.failures ?? []).map(({ cluster }) => cluster));
  }

  /** Who failed and tries again is neither cured nor failing anew: that would be told with every attempt. */
  async tell(ports: Ports, distribution: Stored<Distribution>, summary: DistributionSummary): Promise<void> {
    const { failing, states } = summary;
    const began = [...failing.values()].filter(({ cluster }) => !this.#failing.has(cluster));
    const cured = [...this.#failing].filter((member) => states.get(member) === 'Applied');
    const trying = [...this.#failing].filter((member) => states.has(member) && !cured.includes(member));
    this.#failing = new Set([...trying, ...failing.keys()]);
    await this.#record(ports, distribution, [
      ...began.map(({ cluster, reason, message, remedy }) => ({
        type: 'Warning' as const,
        reason,
        message: `${cluster}: ${message.replace(/\.$/, '')}. ${remedy}`.slice(0, maxLength),
      })),
      ...cured.map((member) => ({
        type: 'Normal' as const,
        reason: 'Cured',
        message: `${member}: has it now.`,
      })),
    ]);
  }

  async #record(
    ports: Ports,
    { metadata: { name, namespace = '', uid } }: Stored<Distribution>,
    notes: readonly EventNote[],
  ): Promise<void> {
    const nowMs = ports.clock.now().getTime();
    const recent = this.#toldAtMs.filter((atMs) => atMs > nowMs - minuteMs);
    const due = notes.slice(0, Math.max(0, maxEvents - recent.length));
    this.#toldAtMs = [...recent, ...due.map(() => nowMs)];
    const subject = { apiVersion: distributionApiVersion, kind: 'Distribution', namespace, name, uid };
    await Promise.all(due.map(async (note) => recordEvent(ports, subject, note)));
  }
}
