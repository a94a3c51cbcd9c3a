import isImportsAnswer, { type ImportsAnswer } from '#validators/imports-answer';
import type { ImportedService } from '#validators/imported-service';
import type { SyncAnswer } from '#validators/sync-answer';
import type { SyncRequest } from '#validators/sync-request';
import { AnswerNotProven, HubOutdated } from '../../core/protocol/errors.ts';
import { wirePaths } from '../../core/protocol/wire.ts';
import { digestOf } from '../../core/protocol/digest.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import { exchange } from '../exchange/exchange.ts';
import type { SecondaryPorts } from '../ports.ts';
import type { Presenter } from '../rotate/present-keys.ts';
import type { ServiceSharing } from './service-sharing.ts';

/** Characters of a digest that name a service. */
const idLength = 22;

/** Digests that are remembered at a time. */
const maxRemembered = 100;

/** As whom to ask, and which of the hub's URLs. */
interface Asker extends Presenter {
  readonly endpoint: string;
}

/** Carries services between a member's end of sharing them and its line to the hub. */
export class ServiceLine {
  readonly #ports: Pick<SecondaryPorts, 'clock' | 'random' | 'hub' | 'logger'>;
  readonly #sharing: ServiceSharing;
  /** The services of the set that were taken up, by id. */
  #services: ReadonlyMap<string, ImportedService> = new Map();
  #digest = '';
  /** Digests of what went over the line before; a hub that wants one again and again makes no progress. */
  readonly #exchanged = new Set<string>();

  constructor(ports: Pick<SecondaryPorts, 'clock' | 'random' | 'hub' | 'logger'>, sharing: ServiceSharing) {
    this.#ports = ports;
    this.#sharing = sharing;
  }

  /** Begins a line, perhaps to another hub: what was taken up before is asked for anew. */
  begin(): void {
    this.#digest = '';
  }

  /** Told when there is something to say. */
  onOffer(listener: () => void): void {
    this.#sharing.onOffer(listener);
  }

  /** What a sync says of services. */
  said(): NonNullable<SyncRequest['services']> {
    return { exports: this.#sharing.offer?.digest ?? '', imports: this.#digest };
  }

  /**
   * Does what the answer to a sync asks for: tells the hub what it lacks, and fetches what this member lacks. What
   * fails is asked for again by the next answer.
   *
   * @param told Left out by a hub that shares no services: then everything stays.
   * @returns Whether something went over the line that never did before.
   */
  async hear(told: SyncAnswer['services'] | undefined, asker: Asker, signal: AbortSignal): Promise<boolean> {
    if (told === undefined) return false;
    const { offer } = this.#sharing;
    const isTelling = told.lacksExports === true && offer !== undefined;
    const isFetching = told.imports !== this.#digest;
    try {
      if (isTelling) await this.#ask(asker, { path: wirePaths.exports, body: { ...offer } }, signal);
      if (isFetching) await this.#fetch(asker, signal);
      const isToldAnew = isTelling && this.#noteNew(offer.digest);
      return (isFetching && this.#noteNew(this.#digest)) || isToldAnew;
    } catch (error) {
      if (!(error instanceof JoineryError)) throw error;
      this.#ports.logger.warn('Services not exchanged', { err: error });
      return false;
    }
  }

  #noteNew(digest: string): boolean {
    if (this.#exchanged.has(digest)) return false;
    if (this.#exchanged.size >= maxRemembered) this.#exchanged.clear();
    this.#exchanged.add(digest);
    return true;
  }

  /** Each answer brings at least one more; when the set changes meanwhile, the newest list counts. */
  async #fetch(asker: Asker, signal: AbortSignal): Promise<void> {
    const known = new Map(this.#services);
    for (;;) {
      const { digest, list, services } = await this.#askForImports(asker, [...known.keys()], signal);
      for (const service of services)
        known.set(digestOf(JSON.stringify(service)).slice(0, idLength), service);
      const wanted = list.flatMap((id): [string, ImportedService][] => {
        const service = known.get(id);
        return service === undefined ? [] : [[id, service]];
      });
      if (wanted.length === list.length) {
        this.#services = new Map(wanted);
        this.#digest = digest;
        this.#sharing.take(asker.membership.memberName, [...this.#services.values()]);
        return;
      }
      if (services.length === 0) throw notProven(asker, 'it lacks services of its own list');
    }
  }

  async #askForImports(asker: Asker, ids: readonly string[], signal: AbortSignal): Promise<ImportsAnswer> {
    const have = ids.slice(0, maxHave);
    const body = await this.#ask(asker, { path: wirePaths.imports, body: { have } }, signal);
    if (isImportsAnswer(body)) return body;
    throw notProven(asker, 'it is not the answer to a request for imports');
  }

  async #ask(
    { identity, membership, endpoint, clockOffsetMs }: Asker,
    { path, body }: { path: string; body: object },
    signal: AbortSignal,
  ): Promise<unknown> {
    const { extraCa, chain, memberName: name, epoch: newest = 0 } = membership;
    const answer = await exchange(
      this.#ports,
      { endpoint, extraCa, proof: { chain }, signing: identity.signing, clockOffsetMs },
      { path, body: { name, ...body } },
      signal,
    );
    if (answer.epoch < newest) throw new HubOutdated({ epoch: answer.epoch, newest });
    return answer.body;
  }
}

/** Ids that a request may list. */
const maxHave = 1000;

function notProven({ endpoint }: Asker, found: string): AnswerNotProven {
  return new AnswerNotProven({ endpoint, found });
}
