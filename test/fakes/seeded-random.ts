import { createHash } from 'node:crypto';
import type { Random } from '../../jobs/ports/random.ts';

/** Repeatable randomness: the same seed gives the same sequence. */
export class SeededRandom implements Random {
  readonly #seed: string;
  #count = 0;

  constructor(seed: string) {
    this.#seed = seed;
  }

  bytes(length: number): Uint8Array {
    const blocks: Buffer[] = [];
    while (blocks.length * 32 < length) blocks.push(this.#next());
    return Buffer.concat(blocks).subarray(0, length);
  }

  fraction(): number {
    return this.#next().readUInt32BE() / 2 ** 32;
  }

  uuid(): string {
    const hex = this.#next().toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  }

  #next(): Buffer {
    this.#count += 1;
    return createHash('sha256').update(`${this.#seed}/${this.#count}`).digest();
  }
}
