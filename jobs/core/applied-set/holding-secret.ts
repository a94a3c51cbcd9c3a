import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { secretTypes } from '../kubernetes/names.ts';
import type { Secret } from '../kubernetes/objects.ts';
import { applySetId, applySetMarks, buildSetAnnotations } from './apply-set.ts';
import type { Body, Holding } from './holding.ts';

/** A Secret holds 1 MiB at most; the rest is for metadata. */
const maxChunkBytes = 900 * 1024;

/** Name of the Secret of a Distribution, in the release namespace. */
export function holdingName(uid: string): string {
  return `applied-${uid}`;
}

/** Id of the ApplySet of a Distribution. */
export function setIdOf(namespace: string, uid: string): string {
  return applySetId({ namespace, name: holdingName(uid) });
}

/**
 * Builds the Secrets of a holding: the ApplySet's own, and further ones for what does not fit into it. Those are named
 * for their content, so that the first, which names them, never goes with others than its own.
 */
export function buildHoldingSecrets(namespace: string, holding: Holding): { parent: Secret; more: Secret[] } {
  const { part, bodies, inventory } = holding;
  const document = JSON.stringify({ ...holding, bodies: [...bodies] });
  const packed = gzipSync(document);
  const chunks = Array.from({ length: Math.ceil(packed.length / maxChunkBytes) }, (_, at) =>
    packed.subarray(at * maxChunkBytes, (at + 1) * maxChunkBytes),
  );
  const [first = packed, ...others] = chunks;
  const more = others.map((chunk) => ({
    metadata: { namespace, name: `${holdingName(part.uid)}-${digestOf(chunk)}` },
    type: secretTypes.appliedSetMore,
    data: { content: chunk.toString('base64') },
  }));
  const parent = {
    metadata: {
      namespace,
      name: holdingName(part.uid),
      labels: { [applySetMarks.id]: setIdOf(namespace, part.uid) },
      annotations: buildSetAnnotations(namespace, inventory),
    },
    type: secretTypes.appliedSet,
    data: {
      distribution: Buffer.from(part.name).toString('base64'),
      content: first.toString('base64'),
      more: Buffer.from(more.map(({ metadata }) => metadata.name).join(',')).toString('base64'),
    },
  };
  return { parent, more };
}

/** Names of the further Secrets of a holding. */
export function listMore({ data }: Secret): string[] {
  const names = Buffer.from(data?.['more'] ?? '', 'base64').toString('utf8');
  return names === '' ? [] : names.split(',');
}

/**
 * Reads a holding back.
 *
 * @param more The further Secrets, as {@link listMore} names them.
 * @returns Nothing when something is missing or was altered; the hub then gives it anew.
 */
export function parseHolding(parent: Secret, more: readonly Secret[]): Holding | undefined {
  const chunks = [parent, ...more].map(({ data }) => Buffer.from(data?.['content'] ?? '', 'base64'));
  try {
    const { bodies, ...rest } = JSON.parse(gunzipSync(Buffer.concat(chunks)).toString('utf8')) as Omit<
      Holding,
      'bodies'
    > & { bodies: [string, Body][] };
    return { ...rest, bodies: new Map(bodies) };
  } catch {
    return undefined;
  }
}

function digestOf(chunk: Uint8Array): string {
  return createHash('sha256').update(chunk).digest('hex').slice(0, 16);
}
