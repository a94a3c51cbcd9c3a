import type { HeardReport, ToldWord } from '../../core/presence/heard-lease.ts';
import { leaseSeconds } from '../../core/presence/heard-lease.ts';
import {
  forgetRefusedMs,
  isRefused,
  lastRefusedAtMs,
  noteInstance,
  type InstanceLog,
} from '../../core/presence/instance-log.ts';
import type { Heard } from '../../core/presence/judge-presence.ts';

/** A member's word as it came in. */
export interface Word extends Heard {
  /** UUID of the agent process. */
  readonly instance: string;
}

/** Letters of an instance's UUID that are enough to tell processes of one member apart. */
const instanceLetters = 8;

/** Words older than this are not told to other replicas any more, in milliseconds. */
const tellMs = 120_000;

/**
 * What one hub replica knows of who was heard: its own memory, and what the other replicas said. Nothing
 * of it is ever written for each member; see `publish-presence.ts`.
 */
export class PresenceBoard {
  readonly #replica: string;
  readonly #sinceMs: number;
  readonly #own = new Map<string, ToldWord>();
  readonly #others = new Map<string, HeardReport>();
  readonly #instances = new Map<string, InstanceLog>();
  /** When a second process with a member's key was refused last, by any replica, Unix milliseconds. */
  readonly #refusedAtMs = new Map<string, number>();
  #isSynced = false;

  /**
   * @param replica Name of this replica's Pod.
   * @param since When it began to listen.
   */
  constructor(replica: string, since: Date) {
    this.#replica = replica;
    this.#sinceMs = since.getTime();
  }

  /** Whether what the other replicas say is known: before that nobody can be called silent. */
  get isSynced(): boolean {
    return this.#isSynced;
  }

  /** What the other replicas said is known from here on. */
  noteSynced(): void {
    this.#isSynced = true;
  }

  /**
   * Notes that a member spoke to this replica.
   *
   * @returns `refused` when another process with the same key is served.
   */
  note(name: string, word: Word): 'served' | 'refused' {
    const instance = word.instance.slice(0, instanceLetters);
    const log = noteInstance(this.#instances.get(name), { id: instance, atMs: word.atMs });
    this.#instances.set(name, log);
    this.#noteRefused(name, lastRefusedAtMs(log));
    if (isRefused(log, instance)) return 'refused';
    const before = this.#own.get(name);
    if (before === undefined || before.atMs <= word.atMs) this.#own.set(name, { ...word, instance });
    return 'served';
  }

  /** Takes up what another replica said; of one replica only the newest counts. */
  hear(lease: string, report: HeardReport): void {
    if (report.replica === this.#replica) return;
    this.#others.set(lease, report);
    for (const [name, { instance, atMs }] of report.words) {
      const log = noteInstance(this.#instances.get(name), { id: instance, atMs });
      this.#instances.set(name, log);
      this.#noteRefused(name, lastRefusedAtMs(log));
    }
    for (const [name, atMs] of report.refused) this.#noteRefused(name, atMs);
  }

  #noteRefused(name: string, atMs: number | undefined): void {
    const before = this.#refusedAtMs.get(name) ?? -Infinity;
    if (atMs !== undefined && atMs > before) this.#refusedAtMs.set(name, atMs);
  }

  /** A replica's Lease was deleted. */
  forgetReplica(lease: string): void {
    this.#others.delete(lease);
  }

  /** The member is gone. */
  forgetMember(name: string): void {
    this.#own.delete(name);
    this.#instances.delete(name);
    this.#refusedAtMs.delete(name);
  }

  /** The report of this replica for the others. */
  tell(now: Date): HeardReport {
    const atMs = now.getTime();
    const words = [...this.#own].filter(([, word]) => atMs - word.atMs < tellMs);
    const refused = [...this.#refusedAtMs].filter(([name]) => this.isDuplicated(name, now));
    const [replica, sinceMs] = [this.#replica, this.#sinceMs];
    return { replica, sinceMs, atMs, words: new Map(words), refused: new Map(refused) };
  }

  /**
   * The last word of a member that any replica knows of, and how long it has been silent since, as far as
   * anybody can know: a replica that lives is judged by what it said when it said it.
   */
  lastWord(name: string, now: Date): { word: Heard; silentMs: number } | undefined {
    const nowMs = now.getTime();
    const own = this.#own.get(name);
    let last = own && { word: own, silentMs: nowMs - own.atMs };
    // Asked for every member each second, so it makes no lists.
    for (const report of this.#others.values()) {
      const word = report.words.get(name);
      if (word === undefined || (last !== undefined && word.atMs < last.word.atMs)) continue;
      const knownUntilMs = isAlive(report, nowMs) ? report.atMs : nowMs;
      last = { word, silentMs: Math.max(0, knownUntilMs - word.atMs) };
    }
    return last;
  }

  /** Since when somebody that still lives has been listening, Unix milliseconds. */
  listeningSinceMs(now: Date): number {
    const alive = [...this.#others.values()].filter((report) => isAlive(report, now.getTime()));
    return Math.min(this.#sinceMs, ...alive.map(({ sinceMs }) => sinceMs));
  }

  /** Tells whether two processes spoke with the member's key lately, to whichever replica. */
  isDuplicated(name: string, now: Date): boolean {
    return now.getTime() - (this.#refusedAtMs.get(name) ?? -Infinity) < forgetRefusedMs;
  }
}

function isAlive(report: HeardReport, nowMs: number): boolean {
  return nowMs - report.atMs < leaseSeconds * 1000;
}
