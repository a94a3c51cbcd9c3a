import isCaAnswer from '#validators/ca-answer';
import { digestOf } from '../../core/protocol/digest.ts';
import { AnswerUnexpected } from '../../core/protocol/errors.ts';
import { wirePaths } from '../../core/protocol/wire.ts';
import { describeResponse, readAnswer } from '../exchange/read-answer.ts';
import type { SecondaryPorts } from '../ports.ts';
import { CaNotProven } from './errors.ts';

/**
 * Fetches the CA that the token names by digest. TLS is not verified for this one request: the answer is
 * believed only when the hub's signature and the digest both fit.
 *
 * @returns PEM text.
 * @throws {CaNotProven} @throws AnswerNotProven, AnswerUnexpected, HubUnreachable
 */
export async function fetchCa(
  { hub, clock }: Pick<SecondaryPorts, 'hub' | 'clock'>,
  source: { endpoint: string; hubThumbprint: string; caDigest: string },
  signal: AbortSignal,
): Promise<string> {
  const { endpoint, hubThumbprint, caDigest } = source;
  const request = { method: 'GET', path: wirePaths.ca, headers: {}, body: new Uint8Array() } as const;
  const response = await hub.send({ ...request, endpoint, trustAnyCertificate: true }, signal);
  const { document } = await readAnswer({ endpoint, proof: { pin: hubThumbprint } }, response, {
    request,
    now: clock.now(),
  });
  if (response.status !== 200 || !isCaAnswer(document)) {
    throw new AnswerUnexpected(describeResponse(endpoint, response));
  }
  if (digestOf(document.ca) !== caDigest) throw new CaNotProven({ endpoint });
  return document.ca;
}
