import { HubUnreachable } from '../../jobs/ports/hub-transport-errors.ts';
import type { Answerer } from '../../jobs/workflows/answer/answerer.ts';
import { endpoint } from '../builders/a-config.ts';

/** A hub replica as the Service sees it. */
export type Replica = Pick<Answerer, 'answer'>;

/** The hub's Service: each request goes to the next replica that is ready, and is cut when there is none. */
export class Service implements Replica {
  readonly #ready = new Set<Replica>();

  /** A replica is ready. */
  add(replica: Replica): void {
    this.#ready.add(replica);
  }

  /** A replica has ended. */
  remove(replica: Replica): void {
    this.#ready.delete(replica);
  }

  async answer(...request: Parameters<Replica['answer']>): ReturnType<Replica['answer']> {
    const [replica] = this.#ready;
    if (replica === undefined) throw new HubUnreachable({ endpoint, found: 'the connection is refused' });
    this.#ready.delete(replica);
    this.#ready.add(replica);
    return replica.answer(...request);
  }
}
