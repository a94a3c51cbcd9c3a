const secondsPerUnit = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/**
 * Reads a duration such as `24h`, `90m` or `7d` into seconds; `undefined` for anything else and for zero.
 * The schema of the values allows the same.
 */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit] = /^([1-9][0-9]{0,7})([smhd])$/.exec(text) ?? [];
  if (amount === undefined || unit === undefined) return undefined;
  return Number(amount) * secondsPerUnit[unit as keyof typeof secondsPerUnit];
}
