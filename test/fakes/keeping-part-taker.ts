import type { DeliveryReport } from '#validators/delivery-report';
import type { Part } from '#validators/part';
import { JoineryError } from '../../jobs/errors/joinery-error.ts';
import type { FetchedObjects } from '../../jobs/workflows/deliver/fetch-objects.ts';
import type { PartTaker } from '../../jobs/workflows/deliver/part-taker.ts';
import type { SecondaryPorts } from '../../jobs/workflows/ports.ts';

/** How long it waits before it fetches again what it could not have, in milliseconds. */
const againMs = 1000;

interface Options {
  readonly namespace: string;
  readonly fetch: (ids: readonly string[], signal: AbortSignal) => Promise<FetchedObjects>;
  readonly signal: AbortSignal;
}

/** Fetches every object of the parts it is given and keeps it as text in a ConfigMap, so that a test sees what arrived. */
export class KeepingPartTaker implements PartTaker {
  readonly #ports: Pick<SecondaryPorts, 'kubernetes' | 'clock'>;
  readonly #options: Options;
  readonly #listeners = new Set<() => void>();
  #list: readonly Part[] = [];
  #report: DeliveryReport = { parts: [] };

  constructor(ports: Pick<SecondaryPorts, 'kubernetes' | 'clock'>, options: Options) {
    this.#ports = ports;
    this.#options = options;
  }

  take(list: readonly Part[]): void {
    this.#list = list;
    // It ends with the program, by its signal.
    void this.#keep(list).catch(() => undefined);
  }

  report(): DeliveryReport {
    return this.#report;
  }

  onReport(listener: () => void): void {
    this.#listeners.add(listener);
  }

  async #keep(list: readonly Part[]): Promise<void> {
    const { fetch, signal } = this.#options;
    while (this.#list === list) {
      try {
        for (const part of list) await this.#keepPart(part, await fetch(part.objects ?? [], signal));
        this.#report = { parts: list.map(describe) };
        for (const listener of this.#listeners) listener();
        return;
      } catch (error) {
        if (!(error instanceof JoineryError)) throw error;
        await this.#ports.clock.sleep(againMs, signal);
      }
    }
  }

  async #keepPart({ name }: Part, { objects }: FetchedObjects): Promise<void> {
    const manifests = [...objects.values()].map(({ manifest }) => manifest);
    const metadata = { name, namespace: this.#options.namespace };
    const data = Object.fromEntries(manifests.map((each) => [each.metadata.name, JSON.stringify(each)]));
    await this.#ports.kubernetes.create('ConfigMap', { metadata, data });
  }
}

function describe({ uid, revision = '', objects = [] }: Part): DeliveryReport['parts'][number] {
  const { length } = objects;
  return { uid, revision, state: 'Applied', objects: length, applied: length, failed: 0, drifted: 0 };
}
