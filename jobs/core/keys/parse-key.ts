import { buildKey } from './build-key.ts';
import type { PrivateKey } from './public-key.ts';

/** Reads a stored key as JSON text; `undefined` when it is none, or its two halves do not fit. */
export function parseKey(text: string | undefined, curve: PrivateKey['crv']): PrivateKey | undefined {
  const { d, x } = parseJwk(text);
  if (typeof d !== 'string' || typeof x !== 'string') return undefined;
  const seed = Buffer.from(d, 'base64url');
  if (seed.length !== 32 || buildKey(curve, seed).x !== x) return undefined;
  return { kty: 'OKP', crv: curve, x, d };
}

function parseJwk(text: string | undefined): { d?: unknown; x?: unknown } {
  try {
    return { ...(JSON.parse(text ?? '') as object | null) };
  } catch {
    return {};
  }
}
