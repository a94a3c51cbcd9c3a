import type { PrivateKey } from '../../core/keys/public-key.ts';
import { fetchCa } from '../join/fetch-ca.ts';
import type { DoctorPorts } from './check.ts';
import { once } from './once.ts';
import { sendProbe, type HubAddress, type Probe, type ProbeOrder } from './send-probe.ts';

/** What several checks learn of the way to the hub: each is looked up when it is asked for first, and once. */
export class HubWay {
  readonly #ports: DoctorPorts;
  readonly #signing: () => Promise<PrivateKey>;
  readonly #signal: AbortSignal;
  /** Where the hub is said to be; `undefined` when nothing says it. */
  readonly address: () => Promise<HubAddress | undefined>;
  /** The CA that the token names by digest, fetched from the hub; empty when it names none. */
  readonly pinnedCa: () => Promise<string>;
  /** A short probe. */
  readonly quick: () => Promise<Probe>;

  /**
   * @param facts.address Finds where the hub is.
   * @param facts.signing Finds the key to sign with, which is only read.
   */
  constructor(
    ports: DoctorPorts,
    facts: { address: () => Promise<HubAddress | undefined>; signing: () => Promise<PrivateKey> },
    signal: AbortSignal,
  ) {
    this.#ports = ports;
    this.#signing = facts.signing;
    this.#signal = signal;
    this.address = once(facts.address);
    this.pinnedCa = once(async () => this.#fetchCa());
    this.quick = once(async () => this.probe({ request: { holdSeconds: 0 } }));
  }

  /** The address, for checks that need one that says it. */
  async knownAddress(): Promise<HubAddress> {
    const address = await this.address();
    if (address === undefined) throw new TypeError('This check needs the check "endpoint"');
    return address;
  }

  /** Sends a probe to the hub. */
  async probe(order: Omit<ProbeOrder, 'signing'>): Promise<Probe> {
    const [address, signing] = [await this.knownAddress(), await this.#signing()];
    return sendProbe(this.#ports, address, { ...order, signing }, this.#signal);
  }

  /** Every certificate (PEM) by which the URL is to be verified beside the system's. */
  async trustedCa(): Promise<string> {
    const { extraCa } = await this.knownAddress();
    return [extraCa, await this.pinnedCa()].filter((pem) => pem !== '').join('\n');
  }

  /**
   * Asks for something over TLS that is verified; what comes back is not looked at.
   *
   * @throws HubUnreachable, HubTlsUntrusted
   */
  async askVerified(path: string): Promise<void> {
    const { endpoint } = await this.knownAddress();
    const extraCa = await this.trustedCa();
    const request = { endpoint, path, extraCa, method: 'GET', headers: {}, body: new Uint8Array() } as const;
    await this.#ports.hub.send(request, this.#signal);
  }

  async #fetchCa(): Promise<string> {
    const { endpoint, pin, caDigest } = await this.knownAddress();
    if (caDigest === undefined) return '';
    return fetchCa(this.#ports, { endpoint, hubThumbprint: pin, caDigest }, this.#signal);
  }
}
