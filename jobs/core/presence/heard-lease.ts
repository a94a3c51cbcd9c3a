import type { Lease } from '../kubernetes/objects.ts';
import type { Heard } from './judge-presence.ts';

/** A member's last word, as one replica tells it to the others. */
export interface ToldWord extends Heard {
  /** Start of the UUID of the process that spoke. */
  readonly instance: string;
}

/** What one hub replica says of the members it heard. */
export interface HeardReport {
  /** The replica: the name of its Pod. */
  readonly replica: string;
  /** Since when it listens, Unix milliseconds. */
  readonly sinceMs: number;
  /** When it said so, Unix milliseconds. */
  readonly atMs: number;
  readonly words: ReadonlyMap<string, ToldWord>;
  /** Members whose key a second process has, and when that spoke last, Unix milliseconds. */
  readonly refused: ReadonlyMap<string, number>;
}

const heardAnnotation = 'joinery.dev/heard';
const refusedAnnotation = 'joinery.dev/refused';

/** A replica that has not renewed its Leases for this long is gone, in seconds. */
export const leaseSeconds = 30;

/** Members in one Lease: keeps its annotation far below the API server's 256 KiB. */
const wordsPerLease = 1000;

/**
 * Builds the Leases by which a replica tells whom it heard. Their number grows with a thousand members,
 * their size with each: about 40 bytes. Who is refused is rare, and stands in the first.
 */
export function buildHeardLeases(report: HeardReport, namespace: string): Lease[] {
  const words = [...report.words];
  const refused = [...report.refused].slice(0, wordsPerLease);
  const count = Math.max(1, Math.ceil(words.length / wordsPerLease));
  return Array.from({ length: count }, (_, at) => {
    const told = words
      .slice(at * wordsPerLease, (at + 1) * wordsPerLease)
      .map(([name, { atMs, holdSeconds, instance }]) => [name, [atMs, holdSeconds, instance]]);
    const annotations = {
      [heardAnnotation]: JSON.stringify(Object.fromEntries(told)),
      ...(at > 0 || refused.length === 0
        ? {}
        : { [refusedAnnotation]: JSON.stringify(Object.fromEntries(refused)) }),
    };
    return {
      metadata: { name: `hub-${report.replica}-${at}`, namespace, annotations },
      spec: {
        holderIdentity: report.replica,
        leaseDurationSeconds: leaseSeconds,
        acquireTime: renderMicroTime(report.sinceMs),
        renewTime: renderMicroTime(report.atMs),
      },
    };
  });
}

/** Reads one of them; `undefined` for a Lease of somebody else, or one that was edited. */
export function parseHeardLease({ metadata, spec }: Lease): HeardReport | undefined {
  const text = metadata.annotations?.[heardAnnotation];
  const { holderIdentity: replica, acquireTime = '', renewTime = '' } = spec ?? {};
  const [sinceMs, atMs] = [Date.parse(acquireTime), Date.parse(renewTime)];
  const told = parseJson(text);
  if (replica === undefined || Number.isNaN(sinceMs) || Number.isNaN(atMs) || told === undefined) {
    return undefined;
  }
  const words = Object.entries(told).flatMap(([name, word]) => {
    const read = readWord(word);
    return read === undefined ? [] : [[name, read] as const];
  });
  const refused = Object.entries(parseJson(metadata.annotations?.[refusedAnnotation]) ?? {}).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  );
  return { replica, sinceMs, atMs, words: new Map(words), refused: new Map(refused) };
}

function readWord(word: unknown): ToldWord | undefined {
  if (!Array.isArray(word)) return undefined;
  const [atMs, holdSeconds, instance] = word as unknown[];
  const fits = typeof atMs === 'number' && typeof holdSeconds === 'number' && typeof instance === 'string';
  return fits ? { atMs, holdSeconds, instance } : undefined;
}

function parseJson(text: string | undefined): object | undefined {
  try {
    const document: unknown = JSON.parse(text ?? '');
    return typeof document === 'object' && document !== null ? document : undefined;
  } catch {
    return undefined;
  }
}

/** Kubernetes' `metav1.MicroTime`: RFC 3339 with six decimals. */
function renderMicroTime(atMs: number): string {
  return new Date(atMs).toISOString().replace('Z', '000Z');
}
