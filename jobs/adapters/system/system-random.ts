import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { Random } from '../../ports/random.ts';

/** The operating system's randomness. */
export class SystemRandom implements Random {
  bytes(length: number): Uint8Array {
    return randomBytes(length);
  }

  fraction(): number {
    const steps = 2 ** 32;
    return randomInt(steps) / steps;
  }

  uuid(): string {
    return randomUUID();
  }
}
