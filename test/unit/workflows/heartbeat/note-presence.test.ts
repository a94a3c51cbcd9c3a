import { beforeEach, describe, expect, it } from 'vitest';
import type { HubRequest } from '../../../../jobs/ports/hub-transport.ts';
import { noteNotHeard, notHeardMs } from '../../../../jobs/workflows/heartbeat/note-presence.ts';
import { sendHeartbeat } from '../../../../jobs/workflows/heartbeat/send-heartbeat.ts';
import { setNamespace } from '../../../builders/a-config.ts';
import { aJoinedSet, type Primary, type Secondary } from '../../../builders/a-set.ts';
import { found } from '../../../builders/found.ts';

let primary: Primary;
let secondary: Secondary;
let sequence: number;

beforeEach(async () => {
  ({ primary, secondary } = await aJoinedSet());
  sequence = 0;
});

async function beat(versions = { agent: '0.1.0', kubernetes: 'v1.34.0-fake' }) {
  const outcome = await secondary.join();
  if (outcome.step !== 'stay') throw new Error(`The member does not stay but ${outcome.step}`);
  sequence += 1;
  const { identity, membership } = outcome;
  const instance = 'b7a1c0de-0000-4000-8000-000000000004';
  const { signal } = new AbortController();
  const heartbeat = { identity, membership, instance, sequence, versions, clockOffsetMs: 0 };
  return sendHeartbeat(secondary.ports, heartbeat, signal);
}

async function advance(seconds: number): Promise<void> {
  await primary.clock.advance(seconds * 1000);
}

async function judge(): Promise<void> {
  const members = await primary.kubernetes.list('Member', { namespace: setNamespace });
  await noteNotHeard(primary.ports, primary.hub, members);
}

const readStatus = async () => (await primary.readMember('edge-7'))?.status;
const readOnline = async () =>
  (await readStatus())?.conditions?.find(({ type }) => type === 'Online')?.status;
const lastSent = (): HubRequest => found(secondary.hub.sent.at(-1));

describe('noteHeard()', () => {
  it('makes a member Online, with the time and the versions it told', async () => {
    await advance(5);

    await beat({ agent: '0.2.0', kubernetes: 'v1.35.0' });

    expect(await readOnline()).toBe('True');
    expect(await readStatus()).toMatchObject({
      lastSeenTime: '2026-11-20T12:00:05Z',
      versions: { agent: '0.2.0', kubernetes: 'v1.35.0' },
    });
  });

  it('writes once a minute, not once a beat', async () => {
    await beat();
    const before = primary.kubernetes.writes.length;
    for (let count = 0; count < 12; count += 1) {
      await advance(10);
      await beat();
    }

    expect(primary.kubernetes.writes.length - before).toBeLessThanOrEqual(2);
  });

  it('does not move presence forward when a heartbeat is replayed', async () => {
    await beat();
    const recorded = lastSent();
    await advance(240);

    const answer = await secondary.hub.replay(recorded);

    expect(answer.status).toBe(200);
    expect((await readStatus())?.lastSeenTime).toBe('2026-11-20T12:00:00Z');
  });

  it('does not call a silent member online when a heartbeat is replayed', async () => {
    await beat();
    await advance(30);
    await beat();
    const recorded = lastSent();
    await advance(200);
    await judge();

    await secondary.hub.replay(recorded);

    expect(await readOnline()).toBe('Unknown');
  });

  it.for([
    ['another body', (request: HubRequest) => ({ ...request, body: Buffer.from('{"name":"edge-7"}') }), 400],
    ['another name', (request: HubRequest) => withText(request, 'edge-7', 'eu-central'), 401],
    ['one space more', (request: HubRequest) => withText(request, '{', '{ '), 401],
    ['another path', (request: HubRequest) => ({ ...request, path: '/v1/leave' }), 401],
    ['no signature', (request: HubRequest) => ({ ...request, headers: {} }), 401],
  ] as const)('does not hear a heartbeat that arrives with %s', async ([, change, status]) => {
    await beat();
    const before = primary.kubernetes.dump();

    const answer = await secondary.hub.replay(change(lastSent()));

    expect(answer.status).toBe(status);
    expect(primary.kubernetes.dump()).toBe(before);
  });

  it('gives strangers one answer, whatever was wrong', async () => {
    await beat();
    const request = lastSent();
    const changed = [
      withText(request, 'edge-7', 'nobody'),
      withText(request, 'edge-7', 'eu-central'),
      { ...request, headers: {} },
    ];

    const answers = await Promise.all(changed.map(async (other) => secondary.hub.replay(other)));

    expect(new Set(answers.map(({ body }) => Buffer.from(body).toString())).size).toBe(1);
  });

  it('no longer hears a member that left or was removed', async () => {
    await beat();
    const recorded = lastSent();
    await secondary.leave();
    const left = await secondary.hub.replay(recorded);
    await primary.remove('Member', 'edge-7');
    const removed = await secondary.hub.replay(recorded);

    expect([left.status, removed.status]).toEqual([401, 401]);
  });

  it('keeps labels and whatever else people wrote', async () => {
    const member = found(await primary.readMember('edge-7'));
    const metadata = { ...member.metadata, labels: { site: 'roof' } };
    await primary.kubernetes.update('Member', { ...member, metadata, spec: { accepted: true } });

    await beat();

    expect(await primary.readMember('edge-7')).toMatchObject({
      metadata: { labels: { site: 'roof' } },
      spec: { accepted: true },
    });
  });
});

describe('noteNotHeard()', () => {
  it('says nothing at the threshold, and Unknown right after it', async () => {
    await beat();
    await primary.clock.advance(notHeardMs);
    await judge();
    const at = await readOnline();

    await primary.clock.advance(1);
    await judge();

    expect([at, await readOnline()]).toEqual(['True', 'Unknown']);
    expect((await readStatus())?.conditions?.find(({ type }) => type === 'Online')?.message).toContain(
      '2026-11-20T12:00:00Z',
    );
  });

  it('leaves the primary itself and members that left alone', async () => {
    await beat();
    await secondary.leave();
    await advance(3600);
    const before = primary.kubernetes.dump();

    await judge();

    expect(primary.kubernetes.dump()).toBe(before);
  });

  it('is Online again with the next heartbeat', async () => {
    await beat();
    await advance(3600);
    await judge();

    await beat();

    expect(await readOnline()).toBe('True');
  });
});

function withText(request: HubRequest, from: string, to: string): HubRequest {
  return { ...request, body: Buffer.from(Buffer.from(request.body).toString().replace(from, to)) };
}
