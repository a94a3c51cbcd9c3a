import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import type { PrivateKey } from '../keys/public-key.ts';
import type { Manifest } from '../kubernetes/manifest.ts';
import { digestOf } from '../protocol/digest.ts';
import type { ExportKind } from './export-names.ts';

/** One object that a member offers. */
export interface Offer {
  readonly kind: ExportKind;
  readonly namespace: string;
  readonly name: string;
  /** Of a Secret. */
  readonly type?: string;
  /** Keyed digest of the content. */
  readonly digest: string;
  /** Length of the content as JSON. */
  readonly bytes: number;
}

/** Derives the key of a member's digests from its sealing key: whoever reads along cannot try out contents. */
export function deriveOfferKey(sealing: PrivateKey): KeyObject {
  const secret = Buffer.from(sealing.d, 'base64url');
  return createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', 'joinery/v1/offer', 32)));
}

/** What of an object is offered: what it is called and what it holds, and nothing else of its cluster. */
export function cleanOffered({ apiVersion, kind, metadata, ...rest }: Manifest): Manifest {
  const { name, namespace = '' } = metadata;
  const content = ['data', 'binaryData', 'type'].flatMap((field) =>
    rest[field] === undefined ? [] : [[field, rest[field]]],
  );
  return { apiVersion, kind, metadata: { name, namespace }, ...Object.fromEntries(content) };
}

/** Says of an object what the hub is to know before it has it. */
export function describeOffer(manifest: Manifest, key: KeyObject): Offer {
  const { kind, metadata, type } = manifest;
  const text = renderContent(manifest);
  return {
    kind: kind as ExportKind,
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    ...(typeof type === 'string' ? { type } : {}),
    digest: createHmac('sha256', key).update(text).digest('base64url'),
    bytes: Buffer.byteLength(text),
  };
}

/** Length of the content as JSON, in bytes, whoever asks. */
export function measureContent(manifest: Manifest): number {
  return Buffer.byteLength(renderContent(manifest));
}

/** Digest of all that a member offers. */
export function digestOffers(offers: readonly Offer[]): string {
  return digestOf(
    JSON.stringify(offers.map(({ kind, namespace, name, digest }) => [kind, namespace, name, digest])),
  );
}

/** In one order: that in which keys were written says nothing. */
function renderContent(manifest: Manifest): string {
  const { data, binaryData, type } = manifest as { data?: object; binaryData?: object; type?: unknown };
  return JSON.stringify([sort(data), sort(binaryData), type ?? null]);
}

function sort(map: object = {}): [string, unknown][] {
  return Object.entries(map).toSorted(([one], [other]) => (one < other ? -1 : 1));
}
