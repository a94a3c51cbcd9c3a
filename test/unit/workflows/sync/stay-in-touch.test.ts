import type { SyncRequest } from '#validators/sync-request';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Member } from '../../../../jobs/core/membership/member.ts';
import { answerTimeoutMs } from '../../../../jobs/ports/hub-transport.ts';
import { HubTlsUntrusted, HubUnreachable } from '../../../../jobs/ports/hub-transport-errors.ts';
import type { Stored } from '../../../../jobs/ports/kubernetes-api.ts';
import { runAgent } from '../../../../jobs/workflows/agent/run-agent.ts';
import { rotateMember } from '../../../../jobs/workflows/members/order-member.ts';
import { aPrimaryConfig, endpoint } from '../../../builders/a-config.ts';
import { aPrimary, aSecondary, type Primary, type Secondary } from '../../../builders/a-set.ts';
import type { Middle } from '../../../fakes/direct-hub-transport.ts';

const other = 'https://hub.example.org/joinery';

let primary: Primary;
let secondary: Secondary;
let stop: AbortController;
let ended: Promise<unknown>;

async function start(overrides: Parameters<typeof aPrimaryConfig>[0] = {}, ca?: string): Promise<void> {
  primary = await aPrimary('primary', overrides, ca);
  secondary = await aSecondary(primary);
  secondary.hub.route(other, () => primary.answerer);
  const { token = '' } = await primary.mint('join-token-a');
  await secondary.giveToken({ token, 'member-name': 'edge-7' });
  await startAgent();
}

async function startAgent(): Promise<void> {
  stop = new AbortController();
  ended = runAgent(secondary.ports, secondary.config, stop.signal).catch((error: unknown) => error);
  await advance(0);
}

/** Ends the process and starts another. */
async function restart(): Promise<void> {
  stop.abort(new Error('restarted'));
  await ended;
  await startAgent();
}

beforeEach(async () => start({ additionalURLs: [other] }));

afterEach(async () => {
  stop.abort(new Error('stopped'));
  await ended;
});

const advance = async (seconds: number) => primary.clock.advance(seconds * 1000);
const syncs = () => secondary.hub.sent.filter(({ path }) => path === '/v1/sync');
const lastHold = () =>
  (JSON.parse(Buffer.from(syncs().at(-1)?.body ?? '{}').toString()) as { holdSeconds: number }).holdSeconds;
const readMembership = async () =>
  JSON.parse((await secondary.readSecret('mc-identity'))['membership.json'] ?? '{}') as {
    endpoint: string;
    endpoints: string[];
    extraCa: string;
  };

/** Lets requests to one URL fail. */
const failAt =
  (url: string, error: Error): Middle =>
  async (request, next) => {
    if (request.endpoint === url) throw error;
    return next(request);
  };

describe('staying in touch', () => {
  it('learns all URLs of the hub, and stays with the first', async () => {
    await advance(30);

    expect(await readMembership()).toMatchObject({ endpoint, endpoints: [endpoint, other] });
  });

  it('reports once what it met on its way, also by a connection that shows no certificate', async () => {
    const certificateExpiresAt = new Date('2027-01-01T00:00:00Z');
    let shown = 0;
    secondary.hub.middle = async (request, next) => {
      shown += 1;
      return { ...(await next(request)), ...(shown === 1 ? { certificateExpiresAt } : {}) };
    };
    secondary.hub.sent.length = 0;
    await restart();
    await advance(40);

    const reports = syncs().map(
      ({ body }) => (JSON.parse(Buffer.from(body).toString()) as SyncRequest).report,
    );
    expect(reports.map((report) => report?.hubCertificateExpiresAt)).toEqual([
      undefined,
      '2027-01-01T00:00:00Z',
      ...Array.from({ length: reports.length - 2 }, () => undefined),
    ]);
    expect((await primary.readMember('edge-7'))?.status?.report).toEqual(reports[1]);
  });

  it('goes to another URL when the first fails, and comes back to it', async () => {
    await advance(12);
    secondary.hub.middle = failAt(
      endpoint,
      new HubUnreachable({ endpoint, found: 'the connection is refused' }),
    );
    await advance(30);
    const away = await readMembership();
    secondary.hub.middle = async (request, next) => next(request);
    await advance(700);

    expect(away.endpoint).toBe(other);
    expect((await readMembership()).endpoint).toBe(endpoint);
    expect(await secondary.readStatus()).toMatchObject({ reason: 'Joined' });
  });

  it('tells the hub by which URL it comes', async () => {
    secondary.hub.middle = failAt(
      endpoint,
      new HubUnreachable({ endpoint, found: 'the connection is refused' }),
    );
    await advance(60);

    const status = (await primary.readMember('edge-7'))?.status;
    expect(status?.endpoint).toBe(other);
    expect(status?.conditions?.find(({ type }) => type === 'UpToDate')).toMatchObject({
      reason: 'OldEndpoint',
    });
  });

  it('lets its requests be held shorter when something cuts them', async () => {
    await advance(12);
    secondary.hub.middle = async (request, next, signal) => {
      if ((request.timeoutMs ?? 0) < answerTimeoutMs + 6000) return next(request);
      await primary.clock.sleep(8000, signal);
      throw new HubUnreachable({ endpoint, found: 'the connection was closed' });
    };
    await advance(60);

    expect(lastHold()).toBe(5);
    expect(await secondary.readStatus()).toMatchObject({ status: 'Joined', reason: 'Joined' });
  });

  it('does not hold shorter for a hub that ended once while it held a request', async () => {
    await advance(12);
    secondary.hub.middle = async (_request, _next, signal) => {
      secondary.hub.middle = async (later, pass) => pass(later);
      await primary.clock.sleep(8000, signal);
      throw new HubUnreachable({ endpoint, found: 'the connection was closed' });
    };
    await advance(60);

    expect(lastHold()).toBe(10);
  });

  it('does not hold shorter for a hub whose answers time out', async () => {
    await advance(12);
    secondary.hub.middle = async ({ timeoutMs = answerTimeoutMs }, _, signal) => {
      await primary.clock.sleep(timeoutMs, signal);
      throw new HubUnreachable({ endpoint, found: 'there was no answer in time' });
    };
    await advance(120);
    secondary.hub.middle = async (request, next) => next(request);
    await advance(60);

    expect(lastHold()).toBe(10);
  });

  it('waits longer and longer for replicas that each want something else of it', async () => {
    await advance(12);
    let ca = 'CA of one replica';
    Object.assign(primary.hub, { ca: () => ca });
    secondary.hub.middle = async (request, next) => {
      ca = ca === 'CA of one replica' ? 'CA of the other' : 'CA of one replica';
      return next(request);
    };
    const before = syncs().length;
    await advance(100);

    expect(syncs().length - before).toBeLessThan(25);
  });

  it('stays with its URL when one request alone fails, as by a hub that ended', async () => {
    await advance(12);
    secondary.hub.middle = async () => {
      secondary.hub.middle = async (later, pass) => pass(later);
      throw new HubUnreachable({ endpoint, found: 'the connection was closed' });
    };
    await advance(60);

    expect((await readMembership()).endpoint).toBe(endpoint);
    expect((await primary.readMember('edge-7'))?.status?.endpoint).toBe(endpoint);
    expect(syncs().some((request) => request.endpoint === other)).toBe(false);
  });

  it('does not hold shorter for a hub that is simply away', async () => {
    await advance(12);
    secondary.hub.middle = async () => {
      throw new HubUnreachable({ endpoint, found: 'the connection is refused' });
    };
    await advance(120);
    secondary.hub.middle = async (request, next) => next(request);
    await advance(60);

    expect(lastHold()).toBe(10);
  });

  it.for([
    [429, 'text/plain'],
    [503, 'text/html'],
  ] as const)('waits as long as an answer %i asks for', async ([status, contentType]) => {
    await advance(12);
    const headers = { 'retry-after': '40', 'content-type': contentType };
    secondary.hub.middle = async () => ({ status, headers, body: Buffer.from('later') });
    await advance(10);
    const before = secondary.hub.sent.length;
    await advance(36);

    expect(secondary.hub.sent.length).toBe(before);
  });

  it('finds back by the signature of the hub when the CA changed while it was away', async () => {
    stop.abort(new Error('stopped'));
    await ended;
    let ca = 'old CA';
    await start({}, ca);
    await advance(12);
    ca = 'new CA';
    Object.assign(primary.hub, { ca: () => ca });
    secondary.hub.middle = async (request, next) => {
      const isTrusted = request.trustAnyCertificate === true || request.extraCa?.includes(ca) === true;
      if (isTrusted) return next(request);
      throw new HubTlsUntrusted({ endpoint, found: 'no CA that this cluster trusts issued it' });
    };
    await advance(60);

    expect((await readMembership()).extraCa).toContain('new CA');
    expect(await secondary.readStatus()).toMatchObject({ reason: 'Joined' });
  });

  it('takes no CA from anybody but its hub', async () => {
    await advance(12);
    const thief = await aPrimary('thief', {}, 'CA of a thief');
    secondary.hub.middle = async (request, next) => {
      if (request.path !== '/v1/ca') throw new HubTlsUntrusted({ endpoint, found: 'it is self-signed' });
      secondary.hub.route(request.endpoint, () => thief.answerer);
      return next(request);
    };
    await advance(60);

    expect((await readMembership()).extraCa).not.toContain('thief');
    expect(await secondary.readStatus()).toMatchObject({ reason: 'HubTlsUntrusted' });
  });

  it('takes up another CA and URL that its own join Secret names, with the same token', async () => {
    await advance(12);
    const texts = await secondary.readSecret('mc-join');
    await secondary.giveToken({ ...texts, endpoint: other });
    await advance(12);

    expect((await readMembership()).endpoint).toBe(other);
    const status = (await primary.readMember('edge-7'))?.status;
    expect(status?.conditions?.find(({ type }) => type === 'UpToDate')).toMatchObject({ status: 'True' });
  });

  it('keeps to its pace with a hub that cannot keep its report', async () => {
    await advance(12);
    // A CRD of a version before, which does not have the field.
    const updateStatus = primary.kubernetes.updateStatus.bind(primary.kubernetes);
    primary.kubernetes.updateStatus = async (kind, object) => {
      const { reportDigest: _, ...status } = (object as Stored<Member>).status ?? {};
      return updateStatus(kind, { ...object, status });
    };
    const member = await primary.readMember('edge-7');
    if (member !== undefined) await primary.kubernetes.updateStatus('Member', member);
    await advance(12);
    const before = syncs().length;
    await advance(100);

    expect(syncs().length - before).toBeLessThanOrEqual(22);
  });

  it('takes trouble back that it told of after its keys had changed', async () => {
    await advance(12);
    await rotateMember(primary.ports, { namespace: primary.config.namespace, name: 'edge-7' });
    await advance(1);
    secondary.hub.middle = async () => {
      throw new HubUnreachable({ endpoint, found: 'the connection is refused' });
    };
    await advance(60);
    const away = await secondary.readStatus();
    secondary.hub.middle = async (request, next) => next(request);
    await advance(60);

    expect(away).toMatchObject({ status: 'Joined', reason: 'HubUnreachable' });
    expect(await secondary.readStatus()).toMatchObject({ reason: 'Joined', remedy: '' });
  });

  it('asks for no news while nothing changes, and writes none', async () => {
    await advance(30);
    const before = [primary, secondary].map(({ kubernetes }) => kubernetes.writes.length);
    await advance(300);

    expect([primary, secondary].map(({ kubernetes }) => kubernetes.writes.length)).toEqual(before);
  });
});
