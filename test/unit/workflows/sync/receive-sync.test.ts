import { beforeEach, describe, expect, it } from 'vitest';
import type { HubRequest, HubResponse } from '../../../../jobs/ports/hub-transport.ts';
import { Answerer } from '../../../../jobs/workflows/answer/answerer.ts';
import { createHub } from '../../../../jobs/workflows/hub/hub.ts';
import { sendSync } from '../../../../jobs/workflows/sync/send-sync.ts';
import { aJoinedSet, type Primary, type Secondary } from '../../../builders/a-set.ts';
import { found } from '../../../builders/found.ts';
import { settle } from '../../../fakes/fake-clock.ts';

const instance = 'b7a1c0de-0000-4000-8000-000000000004';
const another = 'c0ffee00-0000-4000-8000-000000000005';
const reportDigest = 'A'.repeat(43);
const report = {
  versions: { agent: '0.2.0', kubernetes: 'v1.35.0' },
  labels: { region: 'eu' },
  endpoint: 'https://hub.example.com/joinery',
  holdSeconds: 10,
  clockOffsetSeconds: 0,
  keysMadeAt: '2026-11-20T12:00:00Z',
  rotated: '',
};

let primary: Primary;
let secondary: Secondary;
let sequence: number;

beforeEach(async () => {
  ({ primary, secondary } = await aJoinedSet({ acceptLabels: ['region'] }));
  sequence = 0;
  await settle();
});

type Asked = Partial<Parameters<typeof sendSync>[1]['body']>;

async function sync(asked: Asked = {}) {
  const outcome = await secondary.join();
  if (outcome.step !== 'stay') throw new Error(`The member does not stay but ${outcome.step}`);
  sequence += 1;
  const { identity, membership } = outcome;
  const { endpoint, memberName: name } = membership;
  const base = { name, instance, sequence, holdSeconds: 0, epoch: 0, desired: '', reportDigest };
  const hubKey = found(primary.hub.identity().chain.at(-1)) && primary.hub.identity().hubId;
  const body = { ...base, hubKey, ...asked };
  const { signal } = new AbortController();
  return sendSync(secondary.ports, { identity, membership, endpoint, body, clockOffsetMs: 0 }, signal);
}

/** Starts a sync, and tells whether it was answered by now. */
function open(asked: Asked) {
  const held = { answer: undefined as Awaited<ReturnType<typeof sync>>['answer'] | undefined, error: '' };
  void sync(asked).then(
    ({ answer }) => (held.answer = answer),
    (error: unknown) => (held.error = String(error)),
  );
  return held;
}

const advance = async (seconds: number) => primary.clock.advance(seconds * 1000);
const readMember = async () => found(await primary.readMember('edge-7'));
const lastSent = (): HubRequest => found(secondary.hub.sent.at(-1));
const condition = async (type: string) =>
  (await readMember()).status?.conditions?.find((each) => each.type === type);

async function rest(): Promise<Asked> {
  const { answer } = await sync({ report });
  return { desired: answer.digest, holdSeconds: 10 };
}

describe('receiveSync()', () => {
  it('tells a member at once what is wanted of it', async () => {
    const { answer } = await sync();

    expect(answer).toMatchObject({
      desired: { state: 'Joined', endpoints: ['https://hub.example.com/joinery'], rotateKeys: '' },
      resync: true,
      reconnectSeconds: 1,
    });
  });

  it('notes the report, and asks for it when it has another', async () => {
    await sync({ report });
    const known = await sync();
    const other = await sync({ reportDigest: 'B'.repeat(43) });

    expect((await readMember()).status).toMatchObject({ report, reportDigest, versions: report.versions });
    expect((await readMember()).metadata.labels).toEqual({ region: 'eu' });
    expect([known.answer.resync, other.answer.resync]).toEqual([undefined, true]);
  });

  it('holds the answer of a member that has everything until its time is over', async () => {
    const held = open(await rest());
    await advance(9);
    const before = held.answer;
    await advance(1);

    expect(before).toBeUndefined();
    expect(held.answer).toMatchObject({ reconnectSeconds: 1 });
    expect(held.answer).not.toHaveProperty('desired');
  });

  it('waits for the first report of a member, and notes both of its first words at once', async () => {
    const before = primary.kubernetes.writes.length;
    const first = await sync();
    const between = primary.kubernetes.writes.length;
    await sync({ report });

    expect(first.answer.resync).toBe(true);
    expect(between).toBe(before);
    expect(primary.kubernetes.writes.slice(before)).toEqual(['update Member edge-7', 'update Member edge-7']);
    expect(await condition('Online')).toMatchObject({ status: 'True', reason: 'Heard' });
  });

  it('does not ask for a report that another replica has just written', async () => {
    const { config, identity, ca, parts } = primary.hub;
    const behind = createHub({
      config,
      identity,
      ca,
      parts,
      replica: 'behind',
      startedAt: primary.clock.now(),
    });
    const following = new AbortController();
    void behind.roster.follow(primary.kubernetes, config.namespace, following.signal);
    await settle();
    following.abort();
    await sync({ report });
    secondary.hub.route(config.ingressURL, () => new Answerer(primary.ports, behind));

    const { answer } = await sync({ holdSeconds: 10 });

    expect(answer).toHaveProperty('desired');
    expect(answer).not.toHaveProperty('resync');
  });

  it('writes nothing for members at rest, however often they come', async () => {
    const atRest = await rest();
    const before = primary.kubernetes.writes.length;
    for (let count = 0; count < 20; count += 1) {
      open(atRest);
      await advance(10);
    }

    expect(primary.kubernetes.writes).toHaveLength(before);
  });

  it('reads nothing from the API server for members at rest', async () => {
    const atRest = await rest();
    const held = open(atRest);
    await settle();
    primary.kubernetes.isAway = true;
    await advance(10);
    primary.kubernetes.isAway = false;

    expect(held.answer).toMatchObject({ digest: atRest.desired });
  });

  it('answers at once when what is wanted changes', async () => {
    const held = open(await rest());
    await advance(1);
    const member = await readMember();
    await primary.kubernetes.update('Member', { ...member, spec: { paused: true, rotateKeys: 'now' } });
    await advance(0);

    expect(held.answer?.desired).toMatchObject({ state: 'Paused', rotateKeys: 'now' });
  });

  it('tells a held member at once that it was removed', async () => {
    const held = open(await rest());
    await advance(1);
    await primary.remove('Member', 'edge-7');
    await advance(0);

    expect(held.error).toContain('the primary has no member with this key');
  });

  it('lets an older request go when the member comes again', async () => {
    const atRest = await rest();
    const first = open(atRest);
    await advance(1);
    const second = open(atRest);
    await advance(1);

    expect(first.answer).toBeDefined();
    expect(second.answer).toBeUndefined();
    expect(primary.hub.polls.count).toBe(1);
  });

  it('holds no request of whoever went away', async () => {
    const atRest = await rest();
    open(atRest);
    await advance(1);
    const gone = new AbortController();
    const answered = primary.answerer.answer(
      { method: 'POST', path: '/v1/sync', headers: lastSent().headers, body: lastSent().body },
      gone.signal,
    );
    await advance(1);
    gone.abort();
    await answered;

    expect(primary.hub.polls.count).toBe(0);
  });

  it('lets everybody go when the replica stops, and holds nobody after that', async () => {
    const atRest = await rest();
    const held = open(atRest);
    await advance(1);
    const closed = primary.hub.polls.close(primary.ports, 3000);
    await advance(3);
    await closed;
    const late = open(atRest);
    await advance(0);

    expect(held.answer).toBeDefined();
    expect(late.answer).toBeDefined();
  });

  it('does not wait for whoever goes by itself while the replica stops', async () => {
    const gone = new AbortController();
    const atRest = await rest();
    open(atRest);
    await advance(1);
    const answered = primary.answerer.answer(lastSent(), gone.signal);
    await advance(0);
    const closed = primary.hub.polls.close(primary.ports, 3000);
    gone.abort();

    await expect(closed).resolves.toBeUndefined();
    await answered;
  });

  it('says that nothing is ready before the members are known', async () => {
    const { primary: fresh } = await aJoinedSet();
    const body = Buffer.from('{}');

    const { status } = await fresh.answerer.answer({ method: 'POST', path: '/v1/sync', headers: {}, body });

    expect([400, 503]).toContain(status);
  });

  it('serves the first of two processes with one key and refuses the other', async () => {
    await sync({ report });
    await advance(1);
    await sync({ instance: another });
    await advance(1);
    await sync();
    await advance(1);

    await expect(sync({ instance: another })).rejects.toMatchObject({ code: 'JOINERY_DUPLICATE_IDENTITY' });
    await expect(sync()).resolves.toBeDefined();
  });

  it('takes an agent that starts anew for what it is', async () => {
    await sync({ report });
    await advance(1);
    await sync({ instance: another });
    await advance(1);

    await expect(sync({ instance: another })).resolves.toBeDefined();
    expect(primary.hub.board.isDuplicated('edge-7', primary.clock.now())).toBe(false);
  });

  it.for([
    [0, 'True', 'ClockAgrees'],
    [30, 'True', 'ClockAgrees'],
    [40, 'False', 'ClockOff'],
    [-40, 'False', 'ClockOff'],
  ] as const)('says of a clock that is off by %i s: %s', async ([clockOffsetSeconds, status, reason]) => {
    await sync({ report: { ...report, clockOffsetSeconds } });

    expect(await condition('ClockInSync')).toMatchObject({ status, reason });
  });

  it('says who still calls an old URL, unless its owner wants that', async () => {
    const old = { ...report, endpoint: 'https://old.example.com' };
    await sync({ report: old });
    const before = await condition('UpToDate');
    await sync({ report: { ...old, isOwnEndpoint: true }, reportDigest: 'B'.repeat(43) });

    expect(before).toMatchObject({ status: 'False', reason: 'OldEndpoint' });
    expect(await condition('UpToDate')).toMatchObject({ status: 'True' });
  });

  it('says who does not take up what it was given', async () => {
    await sync({ report });
    await advance(31);
    await sync({ report });

    expect(await condition('UpToDate')).toMatchObject({ status: 'False', reason: 'NotTakenUp' });
  });

  it('counts a replayed word as heard when it was signed, not when it was replayed', async () => {
    await sync({ report });
    const recorded = lastSent();
    await advance(100);

    await secondary.hub.replay(recorded);

    const word = primary.hub.board.lastWord('edge-7', primary.clock.now());
    expect(word?.silentMs).toBe(100_000);
  });

  it.for([
    ['another name', (request: HubRequest) => withText(request, 'edge-7', 'eu-central'), 401],
    ['one space more', (request: HubRequest) => withText(request, '{', '{ '), 401],
    ['another path', (request: HubRequest) => ({ ...request, path: '/v1/leave' }), 401],
    ['no signature', (request: HubRequest) => ({ ...request, headers: {} }), 401],
    ['another body', (request: HubRequest) => ({ ...request, body: Buffer.from('{"name":"edge-7"}') }), 400],
  ] as const)('does not hear a word that arrives with %s', async ([, change, status]) => {
    await sync({ report });
    const before = primary.kubernetes.dump();

    const answer: HubResponse = await secondary.hub.replay(change(lastSent()));

    expect(answer.status).toBe(status);
    expect(primary.kubernetes.dump()).toBe(before);
  });

  it('no longer hears a member that left', async () => {
    await sync({ report });
    const recorded = lastSent();
    await secondary.leave();

    expect((await secondary.hub.replay(recorded)).status).toBe(401);
  });

  it('keeps labels and whatever else people wrote', async () => {
    const member = await readMember();
    const metadata = { ...member.metadata, labels: { site: 'roof', region: 'us' } };
    await primary.kubernetes.update('Member', { ...member, metadata, spec: { accepted: true } });
    await settle();

    await sync({ report });

    expect(await readMember()).toMatchObject({
      metadata: { labels: { site: 'roof', region: 'us' } },
      spec: { accepted: true },
    });
  });
});

function withText(request: HubRequest, from: string, to: string): HubRequest {
  return { ...request, body: Buffer.from(Buffer.from(request.body).toString().replace(from, to)) };
}
