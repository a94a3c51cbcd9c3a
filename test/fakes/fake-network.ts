import type { Attempt, Network, ServerCertificate } from '../../jobs/ports/network.ts';

/** A network in memory on which everything works until the test says otherwise. */
export class FakeNetwork implements Network {
  resolved: Attempt<readonly string[]> = { value: ['192.0.2.10'] };
  connected: Attempt<undefined> = { value: undefined };
  shown: Attempt<ServerCertificate> = {
    value: { issuer: 'Example CA', expiresAt: new Date('2027-02-18T12:00:00.000Z') },
  };
  /** Every host and port that was called, in order. */
  readonly called: string[] = [];

  async resolve(host: string): Promise<Attempt<readonly string[]>> {
    this.called.push(host);
    return this.resolved;
  }

  async connect({ host, port }: { host: string; port: number }): Promise<Attempt<undefined>> {
    this.called.push(`${host}:${port}`);
    return this.connected;
  }

  async handshake({ host, port }: { host: string; port: number }): Promise<Attempt<ServerCertificate>> {
    this.called.push(`${host}:${port} tls`);
    return this.shown;
  }
}
