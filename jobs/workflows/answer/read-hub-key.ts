/**
 * Reads which key of the hub the sender of a request knows as the newest. Nothing is proved: it decides
 * only whether the answer, a refusal too, carries the hub's key chain.
 */
export function readHubKey(body: Uint8Array): string {
  try {
    const document: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    const { hubKey } = { ...(document as { hubKey?: unknown } | null) };
    return typeof hubKey === 'string' ? hubKey : '';
  } catch {
    return '';
  }
}
