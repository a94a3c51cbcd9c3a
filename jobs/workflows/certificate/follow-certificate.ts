import type { ServingCertificate } from '../../core/hub-certificate/hub-certificate.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import type { PrimaryPorts } from '../ports.ts';

/** How often the certificate is looked at, in milliseconds: before there is one, and from then on. */
const firstLookMs = 1000;
const lookMs = 60_000;

/**
 * Yields the certificate to serve with as soon as there is one, and again whenever it has changed, until
 * the signal aborts. Whatever is in the way may be mended meanwhile.
 */
export async function* followCertificate(
  { clock, logger }: Pick<PrimaryPorts, 'clock' | 'logger'>,
  read: () => Promise<ServingCertificate>,
  signal: AbortSignal,
): AsyncGenerator<ServingCertificate, never> {
  let last: ServingCertificate | undefined;
  for (;;) {
    try {
      const now = await read();
      if (now.certificate !== last?.certificate || now.ca !== last.ca) yield now;
      last = now;
    } catch (error) {
      if (!(error instanceof JoineryError)) throw error;
      logger.error('Hub certificate not there', { err: error });
    }
    await clock.sleep(last === undefined ? firstLookMs : lookMs, signal);
  }
}
