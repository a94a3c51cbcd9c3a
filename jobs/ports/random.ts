/** Randomness as the programs see it. Tests seed it. */
export interface Random {
  /** Bytes fit for keys. */
  bytes(length: number): Uint8Array;
  /** A number from 0 up to, not including, 1; for jitter only. */
  fraction(): number;
  /** A random UUID (RFC 9562, version 4). */
  uuid(): string;
}
