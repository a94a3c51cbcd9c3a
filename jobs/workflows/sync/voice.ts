import type { SecondaryConfig } from '#validators/secondary-config';
import type { SyncAnswer } from '#validators/sync-answer';
import type { SyncRequest } from '#validators/sync-request';
import { digestOf } from '../../core/protocol/digest.ts';
import { newestKey } from '../../core/protocol/key-chain.ts';
import { buildReport, type ReportFacts } from '../../core/sync/build-report.ts';
import { steadyOffset } from '../../core/sync/steady-offset.ts';
import { fitReport } from '../deliver/fit-report.ts';
import type { PartTaker } from '../deliver/part-taker.ts';
import type { Standing } from '../join/join-cluster.ts';
import type { ContactOptions } from './contact-options.ts';

/** How a word is sent. */
interface Sending extends Pick<
  ReportFacts,
  'endpoint' | 'holdSeconds' | 'clockOffsetMs' | 'certificateExpiresAt'
> {
  /** Whether nothing was heard on this line yet: by what way it goes belongs into the report. */
  readonly isFirst: boolean;
  /** Whether the hub is asked to hold it. */
  readonly isHeld: boolean;
}

/** Lists of parts that are remembered: replicas that disagree for a while give the same ones again. */
const maxRemembered = 16;

/** What a member says, word by word: they count up, and leave out what the hub was told before. */
export class Voice {
  readonly #config: Pick<SecondaryConfig, 'keysMaxAge' | 'labels' | 'version'>;
  readonly #instance: string;
  readonly #taker: PartTaker | undefined;
  readonly #properties: () => Readonly<Record<string, string>>;
  readonly #offers: ContactOptions['offers'];
  readonly #services: ContactOptions['services'];
  #sequence = 0;
  #toldClockOffsetMs = 0;
  /** Digests of what the last word says, and of what the hub was told; empty for what it is to be told. */
  readonly #said = { report: '', deliveries: '' };
  readonly #told = { report: '', deliveries: '' };
  /** Digests of the lists of parts that were taken up, the present one last. */
  #taken: readonly string[] = [];

  /** @param instance UUID of this process. */
  constructor(
    config: Pick<SecondaryConfig, 'keysMaxAge' | 'labels' | 'version'>,
    instance: string,
    { taker, properties, offers, services }: Omit<ContactOptions, 'listener'>,
  ) {
    this.#config = config;
    this.#instance = instance;
    this.#taker = taker;
    this.#properties = properties ?? (() => ({}));
    this.#offers = offers;
    this.#services = services;
  }

  /** Begins a line, perhaps to another hub, which was told nothing. */
  begin(): void {
    Object.assign(this.#told, { report: '', deliveries: '' });
    this.#taken = [];
    this.#services?.begin();
  }

  /** The next word. */
  say(member: Standing, sending: Sending): SyncRequest {
    const { membership, identity } = member;
    const offers = this.#offers?.digest(identity);
    const services = this.#services?.said();
    this.#sequence += 1;
    return {
      name: membership.memberName,
      instance: this.#instance,
      sequence: this.#sequence,
      holdSeconds: sending.isHeld ? sending.holdSeconds : 0,
      epoch: membership.epoch ?? 0,
      hubKey: newestKey(membership.chain),
      desired: membership.desired ?? '',
      ...this.#sayReport(member, sending),
      ...(this.#taker === undefined ? {} : this.#sayDeliveries(this.#taker)),
      ...(offers === undefined ? {} : { offers }),
      ...(services === undefined ? {} : { services }),
    };
  }

  /**
   * The hub answered the last word. What it has of parts is handed on.
   *
   * @returns Whether it brought a list that was not taken up before.
   */
  hear({ resync, resyncDeliveries, parts }: SyncAnswer): boolean {
    this.#told.report = resync === true ? '' : this.#said.report;
    this.#told.deliveries = resyncDeliveries === true ? '' : this.#said.deliveries;
    if (parts === undefined || this.#taker === undefined) return false;
    this.#taker.take(parts.list);
    const isNew = !this.#taken.includes(parts.digest);
    this.#taken = [...this.#taken, parts.digest].slice(-maxRemembered);
    return isNew;
  }

  #sayReport(
    { identity, membership, kubernetesVersion }: Standing,
    sending: Sending,
  ): Pick<SyncRequest, 'report' | 'reportDigest'> {
    const { version: agent, labels, keysMaxAge } = this.#config;
    this.#toldClockOffsetMs = steadyOffset(this.#toldClockOffsetMs, sending.clockOffsetMs);
    const versions = { agent, kubernetes: kubernetesVersion };
    const clockOffsetMs = this.#toldClockOffsetMs;
    const report = buildReport({
      ...sending,
      identity,
      keysMaxAge,
      membership,
      versions,
      labels,
      clockOffsetMs,
      properties: this.#properties(),
    });
    const reportDigest = digestOf(JSON.stringify(report));
    this.#said.report = reportDigest;
    const isTold = sending.isFirst || reportDigest === this.#told.report;
    return { reportDigest, ...(isTold ? {} : { report }) };
  }

  #sayDeliveries(taker: PartTaker): Pick<SyncRequest, 'parts' | 'deliveryReport' | 'deliveryReportDigest'> {
    const report = taker.report();
    if (report === undefined) return {};
    const deliveryReport = fitReport(report);
    const deliveryReportDigest = digestOf(JSON.stringify(deliveryReport));
    this.#said.deliveries = deliveryReportDigest;
    const isTold = deliveryReportDigest === this.#told.deliveries;
    return { parts: this.#taken.at(-1) ?? '', deliveryReportDigest, ...(isTold ? {} : { deliveryReport }) };
  }
}
