import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HttpsHubTransport } from '../../jobs/adapters/http-client/https-hub-transport.ts';
import { buildMembersApp } from '../../jobs/adapters/http-server/members-app.ts';
import { serve, type RunningServer } from '../../jobs/adapters/http-server/serve.ts';
import { signingKeyAt } from '../../jobs/core/hub-identity/hub-identity.ts';
import { deriveProofKey } from '../../jobs/core/join-token/proof-key.ts';
import { parseJoinToken } from '../../jobs/core/join-token/parse-join-token.ts';
import { Confidential } from '../../jobs/core/confidential/confidential.ts';
import { signAnswer } from '../../jobs/core/protocol/answer-signature.ts';
import { digestOf } from '../../jobs/core/protocol/digest.ts';
import { digestRequest, type WireRequest } from '../../jobs/core/protocol/request-digest.ts';
import { wireHeaders } from '../../jobs/core/protocol/wire.ts';
import { HubUnreachable } from '../../jobs/ports/hub-transport-errors.ts';
import type { HubTransport } from '../../jobs/ports/hub-transport.ts';
import type { OutgoingAnswer } from '../../jobs/workflows/answer/answerer.ts';
import { exchange } from '../../jobs/workflows/exchange/exchange.ts';
import { joinCluster, type Standing } from '../../jobs/workflows/join/join-cluster.ts';
import { tellHub } from '../../jobs/workflows/leave/tell-hub.ts';
import { rotateMemberKeys } from '../../jobs/workflows/rotate/rotate-member-keys.ts';
import { sendSync } from '../../jobs/workflows/sync/send-sync.ts';
import { aSecondaryConfig } from '../builders/a-config.ts';
import { aPrimary, aSecondary, type Primary, type Secondary } from '../builders/a-set.ts';

const { signal } = new AbortController();
const instance = 'b7a1c0de-0000-4000-8000-000000000004';
const report = {
  versions: { agent: '9.0.0', kubernetes: 'v1.99.0' },
  labels: {},
  endpoint: 'https://hub.example.com/joinery',
  holdSeconds: 10,
  clockOffsetSeconds: 0,
  keysMadeAt: '2026-11-20T12:00:00Z',
  rotated: '',
};

/** What is done to an answer of the hub before it is signed; nothing by default. */
type Change = (document: Record<string, unknown>) => object;

let primary: Primary;
let secondary: Secondary;
let hub: HttpsHubTransport;
let server: RunningServer;
let change: Change;
let token: string;

beforeEach(async () => {
  change = (document) => document;
  hub = new HttpsHubTransport();
  const app = buildMembersApp(
    () => async (incoming) => sign(incoming, await primary.answerer.answer(incoming)),
  );
  server = await serve(app, { port: 0 });
  const ingressURL = `http://127.0.0.1:${server.port}/joinery`;
  primary = await aPrimary('primary', { ingressURL, allowInsecureURL: true });
  const config = { join: { ...aSecondaryConfig().join, allowInsecureURL: true } };
  secondary = await aSecondary(primary, { config });
  ({ token = '' } = await primary.mint('join-token-a'));
  await secondary.giveToken({ token, 'member-name': 'edge-7' });
});

afterEach(async () => {
  hub.close();
  await server.stop();
});

/** Changes an answer and signs it anew, as a hub of another version does. */
async function sign(
  request: WireRequest,
  { status, headers, body }: OutgoingAnswer,
): Promise<OutgoingAnswer> {
  const identity = primary.hub.identity();
  const now = primary.clock.now();
  const document = JSON.parse(Buffer.from(body).toString()) as Record<string, unknown>;
  const changed = Buffer.from(JSON.stringify(change(document)));
  const claims = { status, request: digestRequest(request), digest: digestOf(changed), time: now.getTime() };
  const signature = await signAnswer(
    { ...claims, epoch: identity.epoch, hub: identity.hubId },
    signingKeyAt(identity, now),
  );
  return { status, headers: { ...headers, [wireHeaders.signature]: signature }, body: changed };
}

/** Adds to every object in a document what a later version may say; keys are closed, and labels are texts. */
function addMore(document: unknown): unknown {
  if (Array.isArray(document)) return document.map(addMore);
  if (typeof document !== 'object' || document === null || 'kty' in document) return document;
  const entries = Object.entries(document).map(
    ([key, value]) => [key, key === 'labels' ? value : addMore(value)] as const,
  );
  return { ...Object.fromEntries(entries), ofTomorrow: { list: [1, 'two'] } };
}

async function join(way: HubTransport = hub): Promise<Standing> {
  const options = { signal, isDisowned: false };
  const outcome = await joinCluster({ ...secondary.ports, hub: way }, secondary.config, options);
  if (!('identity' in outcome)) throw new Error(`The member does not stay but ${outcome.step}`);
  return outcome;
}

/** Says something to the hub, with the member's key. */
async function say({ identity, membership }: Standing, path: string, body: object) {
  const { endpoint, extraCa, chain } = membership;
  const link = { endpoint, extraCa, proof: { chain }, signing: identity.signing, clockOffsetMs: 0 };
  return exchange({ ...secondary.ports, hub }, link, { path, body }, signal);
}

/** Finds out what this version would send. */
async function overhear(act: (way: HubTransport) => Promise<unknown>): Promise<object> {
  let said = '';
  await act({
    send: async ({ body, endpoint }) => {
      said = Buffer.from(body).toString();
      throw new HubUnreachable({ endpoint, found: 'it listens only' });
    },
  }).catch(() => undefined);
  return JSON.parse(said) as object;
}

function aSync({ membership }: Standing) {
  const { memberName: name, hubId: hubKey } = membership;
  const facts = { name, instance, sequence: 1, holdSeconds: 0, epoch: 0, hubKey, desired: '' };
  return { ...facts, reportDigest: digestOf(JSON.stringify(report)) };
}

async function sync(member: Standing) {
  const { identity, membership } = member;
  const { endpoint } = membership;
  const said = { identity, membership, endpoint, body: aSync(member), clockOffsetMs: 0 };
  return sendSync({ ...secondary.ports, hub }, said, signal);
}

describe('a hub of this version with an agent of the next', () => {
  it('lets it join, whatever else it says of itself', async () => {
    const body = addMore(await overhear(join)) as object;
    const { endpoint, tokenId, secret, hubThumbprint } = parseJoinToken(new Confidential(token));
    const proofKey = deriveProofKey(tokenId, secret);
    const { identity } = await join();
    const proof = { pin: hubThumbprint };
    const link = { endpoint, extraCa: '', proof, signing: identity.signing, clockOffsetMs: 0 };

    const answer = await exchange(
      { ...secondary.ports, hub },
      { ...link, token: { tokenId, proofKey } },
      { path: '/v1/join', body },
      signal,
    );

    expect(answer.body).toMatchObject({ state: 'Joined', member: { name: 'edge-7' } });
  });

  it('syncs, changes its keys and lets it leave', async () => {
    const member = await join();
    const presenter = { membership: member.membership, clockOffsetMs: 0 };
    const options = { mark: 'now', signal };
    const rotation = await overhear(async (way) =>
      rotateMemberKeys({ ...secondary.ports, hub: way }, secondary.config, presenter, options),
    );
    const stored = await join();
    const signing = stored.identity.next?.signing ?? stored.identity.signing;
    const withNewKeys = { ...stored, identity: { ...stored.identity, signing } };

    const synced = await say(member, '/v1/sync', addMore({ ...aSync(member), report }) as object);
    const rotated = await say(withNewKeys, '/v1/rotate', addMore(rotation) as object);
    const { name, hubKey } = aSync(member);
    const left = await say(withNewKeys, '/v1/leave', addMore({ name, hubKey }) as object);

    expect(synced.body).toMatchObject({ desired: { state: 'Joined' } });
    expect(rotated.body).toMatchObject({ thumbprint: expect.any(String) as string });
    expect(left.body).toEqual({});
    const { status } = (await primary.readMember('edge-7')) ?? {};
    expect(status).toMatchObject({ versions: report.versions, leftAt: expect.any(String) as string });
  });

  it.for(['/v2/join', '/v2/sync', '/v10/new'])(
    'refuses %s, signed, and says what to upgrade',
    async (path) => {
      const refusal = say(await join(), path, { name: 'edge-7' });

      await expect(refusal).rejects.toMatchObject({
        code: 'JOINERY_PROTOCOL_UNKNOWN',
        message: `Cannot accept the request ${path}: this hub speaks version 1 of the protocol`,
        remedy: expect.stringContaining('Upgrade the release on the primary') as string,
      });
    },
  );

  it('refuses a new path of this version by its own code', async () => {
    await expect(say(await join(), '/v1/new', {})).rejects.toMatchObject({ code: 'JOINERY_REQUEST_INVALID' });
  });
});

describe('a hub of this version with an agent of the one before', () => {
  it('serves a sync that says no more than it has to, and asks for the report', async () => {
    const member = await join();

    const answers = [await sync(member), await sync(member)];

    for (const { answer } of answers) {
      expect(answer).toMatchObject({ resync: true, desired: { state: 'Joined' } });
    }
  });
});

describe('an agent of this version with a hub of the next', () => {
  it('joins, syncs, changes its keys and leaves, whatever else it is told', async () => {
    change = (document) => addMore(document) as object;

    const member = await join();
    const { answer } = await sync(member);
    const presenter = { membership: member.membership, clockOffsetMs: 0 };
    const options = { mark: 'now', signal };
    const ports = { ...secondary.ports, hub };
    const identity = await rotateMemberKeys(ports, secondary.config, presenter, options);
    const leaver = { identity: identity ?? member.identity, membership: member.membership };

    expect(answer.desired).toMatchObject({ state: 'Joined' });
    expect(identity?.signing.x).not.toBe(member.identity.signing.x);
    expect(await tellHub(ports, leaver, { signal, seconds: 5 })).toBe(true);
  });

  it('shows the words of a refusal that it does not know, and does what it is told to', async () => {
    const problem = { code: 'JOINERY_MOON_PHASE', detail: 'Cannot join: the moon is new', remedy: 'Wait.' };
    change = (document) => ({ ...document, ...problem, disposition: 'wait' });
    await secondary.giveToken({ token, 'member-name': 'eu-central' });

    await expect(join()).rejects.toMatchObject({ message: problem.detail, disposition: 'wait' });

    const status = await secondary.readStatus();
    expect(status).toMatchObject({ message: problem.detail, remedy: problem.remedy });
  });
});

describe('an agent of this version with a hub of the one before', () => {
  it('takes an answer that says no more than it has to', async () => {
    const member = await join();
    const needed = ['digest', 'reconnectSeconds'];
    change = (document) =>
      Object.fromEntries(Object.entries(document).filter(([key]) => needed.includes(key)));

    const { answer } = await sync(member);

    expect(Object.keys(answer).toSorted()).toEqual(needed);
  });
});
