/** One running agent process, by the start of the UUID it drew. */
interface Instance {
  readonly id: string;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
}

/** Which processes spoke with one member's key. */
export interface InstanceLog {
  /** The one that is served. */
  readonly served: Instance;
  /** Those before it; quiet, if all is well. */
  readonly earlier: readonly Instance[];
  /** Those that spoke while the served one, which was first, went on speaking. */
  readonly refused: readonly Instance[];
}

/** How many processes are remembered a member; more restarts than this leave no trace. */
const maxRemembered = 4;

/** A second process not heard for this long is taken to be gone, in milliseconds. */
export const forgetRefusedMs = 600_000;

/**
 * Notes that a process spoke with a member's key. An agent that starts anew takes over from the process
 * before it, which is never heard again. If that one does speak again, two hold the key: the first of them
 * keeps being served, the other is refused.
 *
 * @param word.atMs When it signed; words may arrive in another order.
 */
export function noteInstance(log: InstanceLog | undefined, word: { id: string; atMs: number }): InstanceLog {
  const { id, atMs } = word;
  const spoke = { id, firstAtMs: atMs, lastAtMs: atMs };
  if (log === undefined) return { served: spoke, earlier: [], refused: [] };
  const { served, earlier, refused } = log;
  if (id === served.id) return { ...log, served: extend(served, atMs) };
  if (refused.some((other) => other.id === id)) return { ...log, refused: noteIn(refused, spoke) };
  const isAfterServed = atMs >= served.firstAtMs;
  if (!isAfterServed) return { ...log, earlier: noteIn(earlier, spoke) };
  const before = earlier.find((other) => other.id === id);
  if (before === undefined) return { served: spoke, earlier: noteIn(earlier, served), refused };
  return {
    served: extend(before, atMs),
    earlier: earlier.filter((other) => other.id !== id),
    refused: noteIn(refused, served),
  };
}

/** Tells whether a process is not the one that is served. */
export function isRefused(log: InstanceLog, id: string): boolean {
  return log.refused.some((other) => other.id === id);
}

/** When a process spoke last that is not the one that is served; `undefined` when none ever did. */
export function lastRefusedAtMs({ refused }: InstanceLog): number | undefined {
  return refused.length === 0 ? undefined : Math.max(...refused.map(({ lastAtMs }) => lastAtMs));
}

function noteIn(instances: readonly Instance[], spoke: Instance): Instance[] {
  const before = instances.find(({ id }) => id === spoke.id);
  const others = instances.filter(({ id }) => id !== spoke.id);
  const noted = before === undefined ? spoke : extend(before, spoke.lastAtMs);
  return [...others, noted].slice(-maxRemembered);
}

function extend(instance: Instance, atMs: number): Instance {
  return {
    ...instance,
    firstAtMs: Math.min(instance.firstAtMs, atMs),
    lastAtMs: Math.max(instance.lastAtMs, atMs),
  };
}
