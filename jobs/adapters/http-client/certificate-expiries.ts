import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { TLSSocket } from 'node:tls';

/** The channel on which undici tells of every connection it made, through a proxy or not. */
const channel = 'undici:client:connected';

/** Remembers until when the certificates hold that servers showed, by host. */
export class CertificateExpiries {
  readonly #byHost = new Map<string, Date>();
  readonly #note = (message: unknown): void => {
    const { connectParams, socket } = message as { connectParams: { host: string }; socket: unknown };
    if (!(socket instanceof TLSSocket)) return;
    const until = new Date(socket.getPeerCertificate().valid_to);
    if (!Number.isNaN(until.getTime())) this.#byHost.set(connectParams.host, until);
  };

  constructor() {
    subscribe(channel, this.#note);
  }

  of(endpoint: string): { certificateExpiresAt?: Date } {
    const found = this.#byHost.get(new URL(endpoint).host);
    return found === undefined ? {} : { certificateExpiresAt: found };
  }

  close(): void {
    unsubscribe(channel, this.#note);
  }
}
