import { text } from 'node:stream/consumers';
import { KubernetesUnreachable } from '../../ports/kubernetes-errors.ts';
import type { KubernetesResponse } from './connection.ts';

/**
 * Reads the whole of an answer that is to be JSON.
 *
 * @param action Completes the sentence "Cannot …".
 * @throws {KubernetesUnreachable} When it breaks off or is no JSON; the parser's own message would quote a Secret.
 */
export async function readJson<T>(
  body: KubernetesResponse['body'],
  { action, signal }: { action: string; signal: AbortSignal | undefined },
): Promise<T> {
  try {
    return JSON.parse(await text(body)) as T;
  } catch {
    signal?.throwIfAborted();
    throw new KubernetesUnreachable({ action, found: 'gave an answer that broke off or is no JSON' });
  }
}
