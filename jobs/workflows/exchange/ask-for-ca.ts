import isCaAnswer from '#validators/ca-answer';
import type { PrivateKey } from '../../core/keys/public-key.ts';
import { digestOf } from '../../core/protocol/digest.ts';
import { AnswerUnexpected } from '../../core/protocol/errors.ts';
import { signRequest } from '../../core/protocol/request-signature.ts';
import { wireHeaders, wirePaths } from '../../core/protocol/wire.ts';
import type { SecondaryPorts } from '../ports.ts';
import { describeResponse, readAnswer, type HubSource } from './read-answer.ts';

/**
 * Asks a known hub for the CA of its URL, without verifying TLS. The request is signed so that it is like no
 * other: the answer, which covers it, cannot be one from before.
 *
 * @returns PEM text; empty when the hub's URL is verified by the public CAs.
 * @throws AnswerNotProven, AnswerUnexpected, HubUnreachable
 */
export async function askForCa(
  ports: Pick<SecondaryPorts, 'clock' | 'random' | 'hub'>,
  { source, hubId, signing }: { source: HubSource; hubId: string; signing: PrivateKey },
  signal: AbortSignal,
): Promise<string> {
  const { endpoint } = source;
  const now = ports.clock.now();
  const id = ports.random.uuid();
  const [method, path, body] = ['GET', wirePaths.ca, new Uint8Array()] as const;
  const claims = { method, path, hub: hubId, digest: digestOf(body), time: now.getTime(), id };
  const signature = await signRequest(claims, signing);
  const request = { method, path, headers: { [wireHeaders.signature]: signature }, body } as const;
  const response = await ports.hub.send({ ...request, endpoint, trustAnyCertificate: true }, signal);
  const { document } = await readAnswer(source, response, { request, now });
  if (response.status === 200 && isCaAnswer(document)) return document.ca;
  throw new AnswerUnexpected(describeResponse(endpoint, response));
}
