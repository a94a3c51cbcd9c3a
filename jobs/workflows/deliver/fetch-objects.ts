import isObjectsAnswer, { type ObjectsAnswer } from '#validators/objects-answer';
import type { Manifest } from '../../core/kubernetes/manifest.ts';
import type { PrivateKey } from '../../core/keys/public-key.ts';
import type { MemberIdentity, Membership } from '../../core/member-identity/member-identity.ts';
import { AnswerNotProven, HubOutdated } from '../../core/protocol/errors.ts';
import { maxDeliveryBytes, wirePaths } from '../../core/protocol/wire.ts';
import { unseal } from '../../core/sealing/seal.ts';
import { exchange } from '../exchange/exchange.ts';
import type { SecondaryPorts } from '../ports.ts';
import type { ListedObject } from './part-source.ts';

/** Ids in one request; `objects-request.schema.json` says the same. */
const maxIds = 500;

/** Who asks, and which of the hub's URLs to call. */
export interface Asker {
  readonly identity: MemberIdentity;
  readonly membership: Membership;
  readonly endpoint: string;
  readonly clockOffsetMs: number;
}

/** What the hub handed out. */
export interface FetchedObjects {
  /** By id, opened. */
  readonly objects: ReadonlyMap<string, ListedObject>;
  /** Ids that are not on this member's list any more. */
  readonly unknown: readonly string[];
}

/**
 * Fetches objects by the ids of a list, in as many requests as it takes, and opens what is sealed.
 *
 * @throws {HubOutdated} When a hub answers that is older than one met before.
 * @throws SealNotOpened, RefusedByHub, AnswerNotProven, AnswerUnexpected, HubUnreachable, HubTlsUntrusted
 */
export async function fetchObjects(
  ports: Pick<SecondaryPorts, 'clock' | 'random' | 'hub'>,
  asker: Asker,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<FetchedObjects> {
  const objects = new Map<string, ListedObject>();
  const unknown = new Set<string>();
  let left = [...new Set(ids)];
  while (left.length > 0) {
    const asked = left.slice(0, maxIds);
    const answer = await ask(ports, asker, asked, signal);
    for (const sent of answer.objects) objects.set(sent.id, await open(sent, asker));
    for (const id of answer.unknown) unknown.add(id);
    const rest = left.filter((id) => !objects.has(id) && !unknown.has(id));
    if (rest.length === left.length) throw notProven(asker, 'it has nothing of what was asked for');
    left = rest;
  }
  return { objects, unknown: [...unknown] };
}

async function ask(
  ports: Pick<SecondaryPorts, 'clock' | 'random' | 'hub'>,
  asker: Asker,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<ObjectsAnswer> {
  const { identity, membership, endpoint, clockOffsetMs } = asker;
  const { extraCa, chain, memberName: name, epoch: newest = 0 } = membership;
  const { body, epoch } = await exchange(
    ports,
    { endpoint, extraCa, proof: { chain }, signing: identity.signing, clockOffsetMs },
    { path: wirePaths.objects, body: { name, ids }, maxAnswerBytes: maxDeliveryBytes },
    signal,
  );
  if (epoch < newest) throw new HubOutdated({ epoch, newest });
  if (!isObjectsAnswer(body)) throw notProven(asker, 'it is not the answer to a request for objects');
  return body;
}

async function open(
  { sealed, manifest }: ObjectsAnswer['objects'][number],
  asker: Asker,
): Promise<ListedObject> {
  const opened = sealed === undefined ? manifest : await openSealed(sealed, asker.identity.sealing);
  if (isManifest(opened)) return { manifest: opened, isConfidential: sealed !== undefined };
  throw notProven(asker, 'what it has is no object');
}

const openSealed = async (sealed: string, key: PrivateKey): Promise<object> => unseal(sealed, key);

function isManifest(value: object | undefined): value is Manifest {
  const { apiVersion, kind, metadata } = { ...value } as Partial<Manifest>;
  return typeof apiVersion === 'string' && typeof kind === 'string' && typeof metadata?.name === 'string';
}

function notProven({ endpoint }: Asker, found: string): AnswerNotProven {
  return new AnswerNotProven({ endpoint, found });
}
