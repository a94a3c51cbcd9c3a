import {
  buildHoldingSecrets,
  holdingName,
  listMore,
  parseHolding,
} from '../../core/applied-set/holding-secret.ts';
import type { Holding } from '../../core/applied-set/holding.ts';
import { secretTypes } from '../../core/kubernetes/names.ts';
import type { Secret } from '../../core/kubernetes/objects.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import { changeObject } from '../change-object.ts';
import type { PrimaryPorts } from '../ports.ts';

/** What this member has of each Distribution, in Secrets of the release namespace. */
export class HoldingStore {
  readonly #ports: Pick<PrimaryPorts, 'kubernetes' | 'logger'>;
  readonly #namespace: string;

  constructor(ports: Pick<PrimaryPorts, 'kubernetes' | 'logger'>, namespace: string) {
    this.#ports = ports;
    this.#namespace = namespace;
  }

  /** Reads all of them; one that is damaged counts as none. */
  async load(): Promise<Holding[]> {
    const parents = await this.#list(secretTypes.appliedSet);
    const more = new Map(
      (await this.#list(secretTypes.appliedSetMore)).map((secret) => [secret.metadata.name, secret]),
    );
    return parents.flatMap((parent) => {
      const chunks = listMore(parent).flatMap((name) => more.get(name) ?? []);
      const holding = parseHolding(parent, chunks);
      if (holding === undefined)
        this.#ports.logger.warn('Applied set damaged', { name: parent.metadata.name });
      return holding ?? [];
    });
  }

  /** Stores one. The Secret that names the others comes last, and what it no longer names goes after that. */
  async save(holding: Holding): Promise<void> {
    const { parent, more } = buildHoldingSecrets(this.#namespace, holding);
    const { kubernetes } = this.#ports;
    for (const chunk of more) await kubernetes.create('Secret', chunk);
    const ref = { namespace: this.#namespace, name: holdingName(holding.part.uid) };
    const isThere = await changeObject(kubernetes, 'Secret', ref, (stored) => ({
      ...stored,
      ...parent,
      metadata: { ...stored.metadata, ...parent.metadata },
    }));
    if (isThere === undefined) await kubernetes.create('Secret', parent);
    await this.#discardMore(holding.part.uid, listMore(parent));
  }

  /** Forgets one. */
  async remove(uid: string): Promise<void> {
    const ref = { namespace: this.#namespace, name: holdingName(uid) };
    const stored = await this.#ports.kubernetes.get('Secret', ref);
    if (stored !== undefined) await this.#delete(stored);
    await this.#discardMore(uid, []);
  }

  async #discardMore(uid: string, kept: readonly string[]): Promise<void> {
    const all = await this.#list(secretTypes.appliedSetMore);
    const prefix = `${holdingName(uid)}-`;
    const left = all.filter(
      ({ metadata }) => metadata.name.startsWith(prefix) && !kept.includes(metadata.name),
    );
    for (const secret of left) await this.#delete(secret);
  }

  async #delete({ metadata }: Stored<Secret>): Promise<void> {
    const { name, uid } = metadata;
    await this.#ports.kubernetes.delete('Secret', { namespace: this.#namespace, name, uid });
  }

  async #list(type: string): Promise<Stored<Secret>[]> {
    return this.#ports.kubernetes.list('Secret', { namespace: this.#namespace, type });
  }
}
