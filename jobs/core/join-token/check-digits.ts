import { crc32 } from 'node:zlib';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Number of check digits at the end of a token. */
export const checkDigitCount = 6;

/**
 * CRC-32 of a text in six base-62 digits. It finds cut, altered and mistyped tokens before any network
 * call; it is no protection against an attacker, who can compute it too.
 */
export function renderCheckDigits(text: string): string {
  let rest = crc32(text);
  let digits = '';
  for (let count = 0; count < checkDigitCount; count += 1) {
    digits = alphabet.charAt(rest % alphabet.length) + digits;
    rest = Math.floor(rest / alphabet.length);
  }
  return digits;
}
