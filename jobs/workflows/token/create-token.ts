import { Confidential } from '../../core/confidential/confidential.ts';
import { secretTypes, tokenAnnotations } from '../../core/kubernetes/names.ts';
import { parseSecretData } from '../../core/kubernetes/secret-data.ts';
import { parseTokenRequest } from '../../core/verifier/parse-token-request.ts';
import type { PrimaryPorts } from '../ports.ts';
import { retryBeforeDeadline } from '../retry-before-deadline.ts';
import { TokenNameTaken, TokenNotFilled } from './errors.ts';

/** What a person asks of a token; each is an annotation of its Secret. */
export type TokenOrder = Partial<Readonly<Record<keyof typeof tokenAnnotations, string>>>;

/** A token the hub has filled. */
export interface FilledToken {
  /** Name of its Secret. */
  readonly name: string;
  readonly token: Confidential;
  readonly endpoint: string;
  /** RFC 3339, UTC. */
  readonly expiresAt: string;
  /** What it is for, in the hub's words. */
  readonly message: string;
}

/** Stands in for the default of the primary's values, which only the hub knows. */
const anyTtl = '24h';

/** Longest wait between two looks, in milliseconds. */
const maxDelayMs = 500;

/**
 * Creates a join-token Secret and waits until the hub has filled it.
 *
 * @param options.name Of the Secret; chosen at random when left out.
 * @throws TokenAnnotationInvalid, {@link TokenNameTaken}, {@link TokenNotFilled}, DeadlinePassed
 */
export async function createToken(
  ports: PrimaryPorts,
  order: TokenOrder,
  options: { namespace: string; name?: string | undefined; seconds: number; signal: AbortSignal },
): Promise<FilledToken> {
  const { namespace, seconds, signal } = options;
  const annotations = buildAnnotations(order);
  parseTokenRequest(annotations, anyTtl);
  const name = options.name ?? `join-token-${Buffer.from(ports.random.bytes(4)).toString('hex')}`;
  const metadata = { namespace, name, annotations };
  const created = await ports.kubernetes.create('Secret', { metadata, type: secretTypes.joinToken });
  if (created === undefined) throw new TokenNameTaken({ name, namespace });
  const limits = { action: 'get a token from the hub', seconds, signal, maxDelayMs };
  return retryBeforeDeadline(ports, limits, async () => readToken(ports, { namespace, name }));
}

function buildAnnotations(order: TokenOrder): Record<string, string> {
  const asked = Object.entries(tokenAnnotations).flatMap(([wish, annotation]) => {
    const value = order[wish as keyof TokenOrder];
    return value === undefined ? [] : [[annotation, value] as const];
  });
  return Object.fromEntries(asked);
}

async function readToken(
  { kubernetes }: PrimaryPorts,
  ref: { namespace: string; name: string },
): Promise<FilledToken> {
  const texts = parseSecretData((await kubernetes.get('Secret', ref))?.data);
  const { token, message, endpoint = '', 'expires-at': expiresAt = '' } = texts;
  if (token === undefined)
    throw new TokenNotFilled({ ...ref, ...(message === undefined ? {} : { said: message }) });
  return { name: ref.name, token: new Confidential(token), endpoint, expiresAt, message: message ?? '' };
}
