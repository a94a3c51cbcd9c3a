const units = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
] as const;

/** Renders how long ago an instant was, as kubectl does: `12s`, `5m`, `3h`, `8d`; empty for no instant. */
export function renderAge(at: string | undefined, now: Date): string {
  const atMs = new Date(at ?? '').getTime();
  if (Number.isNaN(atMs)) return '';
  const seconds = Math.max(0, Math.floor((now.getTime() - atMs) / 1000));
  const [unit, length] = units.find(([, unitSeconds]) => seconds >= unitSeconds) ?? ['s', 1];
  return `${Math.floor(seconds / length)}${unit}`;
}
