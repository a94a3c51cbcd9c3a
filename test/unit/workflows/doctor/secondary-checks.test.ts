import { beforeEach, describe, expect, it } from 'vitest';
import type { HubRequest, HubResponse } from '../../../../jobs/ports/hub-transport.ts';
import { diagnose } from '../../../builders/a-doctor.ts';
import { aPrimary, aSecondary, type Primary, type Secondary } from '../../../builders/a-set.ts';
import type { Middle } from '../../../fakes/direct-hub-transport.ts';
import { FakeNetwork } from '../../../fakes/fake-network.ts';

let primary: Primary;
let secondary: Secondary;

beforeEach(async () => {
  primary = await aPrimary();
  secondary = await aSecondary(primary);
  const { token = '' } = await primary.mint('join-token-a');
  await secondary.giveToken({ token, 'member-name': 'edge-7' });
  await makeReady(secondary);
});

async function makeReady({ kubernetes, config }: Secondary): Promise<void> {
  const ref = { namespace: config.release.namespace, name: config.deployment };
  const deployment = await kubernetes.get('Deployment', ref);
  if (deployment === undefined) throw new Error('There is no Deployment to make ready');
  const spec = { replicas: 1 };
  await kubernetes.update('Deployment', { ...deployment, spec, status: { readyReplicas: 1 } });
}

const page = (status: number, body: string): HubResponse => ({
  status,
  headers: { 'content-type': 'text/html' },
  body: Buffer.from(body),
});

/** An ingress that changes requests on their way. */
const changing =
  (change: (request: HubRequest) => HubRequest): Middle =>
  async (request, next) =>
    next(change(request));

const holdOf = ({ path, body }: HubRequest): number =>
  path === '/v1/probe'
    ? (JSON.parse(Buffer.from(body).toString('utf8')) as { holdSeconds: number }).holdSeconds
    : 0;

/** An ingress that limits bodies. */
const limiting: Middle = async (request, next) =>
  request.body.length > 1024 ? page(413, '413') : next(request);

/** An ingress that takes headers off answers. */
const strippingAnswers: Middle = async (request, next) => ({ ...(await next(request)), headers: {} });

/** An ingress that cuts answers which take longer. */
const cuttingAfter =
  (seconds: number): Middle =>
  async (request, next, signal) => {
    if (holdOf(request) <= seconds) return next(request);
    await secondary.ports.clock.sleep(seconds * 1000, signal);
    return page(504, 'Gateway time-out');
  };

describe('runDoctor() on a secondary', () => {
  it('finds nothing wrong before the join, and changes nothing', async () => {
    const before = [secondary.kubernetes.dump(), primary.kubernetes.dump()];

    const { report, named } = await diagnose(secondary);

    expect(report).toMatchObject({ mode: 'secondary', version: '0.1.0', worst: 'info' });
    expect(named('info')).toEqual(['identity', 'join-status']);
    expect(named('skipped')).toEqual(['proxy', 'ca']);
    expect([secondary.kubernetes.dump(), primary.kubernetes.dump()]).toEqual(before);
  });

  it('finds nothing wrong with a member, and asks nothing about its token', async () => {
    await secondary.join();

    const { report, named, findings } = await diagnose(secondary);

    expect(report.worst).toBe('ok');
    expect(named('skipped')).toEqual(['proxy', 'ca', 'token']);
    expect(findings['identity']?.found).toContain('"edge-7" of "eu-central"');
  });

  it('has little to say where nothing is to be joined', async () => {
    await secondary.remove('Secret', 'mc-join');

    const { report, named } = await diagnose(secondary);

    expect(report.worst).toBe('info');
    expect(named('info')).toEqual(['join-secret', 'identity', 'join-status']);
    expect(named('skipped')).toEqual(expect.arrayContaining(['endpoint', 'dns', 'tls', 'token', 'versions']));
  });

  it('keeps an answer open for 55 seconds when it is to be thorough', async () => {
    const { findings } = await diagnose(secondary, { thorough: true });

    expect(findings['long-poll']).toMatchObject({
      severity: 'ok',
      found: 'An answer was held for 55 seconds.',
    });
  });

  it('tells no secret', async () => {
    const { token = '' } = await primary.mint('join-token-b');
    await secondary.giveToken({ token, 'member-name': 'edge-7' });

    const { report } = await diagnose(secondary);

    expect(JSON.stringify([report, secondary.logger.lines])).not.toContain(token.slice(60, 120));
  });
});

describe('runDoctor() on a secondary with something in the way', () => {
  it.for([
    ['an ingress without a backend', async () => page(404, '404'), 'path', /HTTP 404/],
    ['a login page', async () => page(200, '<form>'), 'path', /HTTP 200, text\/html/],
    ['a path that is lost', changing((request) => ({ ...request, path: '/' })), 'path', /another path/],
    [
      'headers that are dropped',
      changing((request) => ({ ...request, headers: {} })),
      'headers',
      /joinery-signature, joinery-token-id, joinery-token-proof did not arrive/,
    ],
    [
      'headers that are altered',
      changing((request) => ({
        ...request,
        headers: { ...request.headers, 'joinery-token-proof': 'other' },
      })),
      'headers',
      /joinery-token-proof arrived with another value/,
    ],
    ['a limit on bodies', limiting, 'body', /HTTP 413/],
    [
      'bodies that are cut',
      changing((request) => ({ ...request, body: request.body.subarray(0, 4096) })),
      'body',
      /not JSON/,
    ],
    ['answers without the signature', strippingAnswers, 'path', /taken off its answers/],
  ] as const)('sees %s', async ([, middle, check, found]) => {
    secondary.hub.middle = middle;

    const { report, named, findings } = await diagnose(secondary);

    expect(report.worst).toBe('error');
    expect(named('error')).toEqual([check]);
    expect(findings[check]?.found).toMatch(found);
    expect(findings[check]?.remedy).toMatch(/^[A-Z].*\.$/);
  });

  it.for([
    [4, 'error', /cut after 4, with HTTP 504/],
    [5, 'warning', /cut after 5, with HTTP 504/],
    [30, 'ok', /held for 12 seconds/],
  ] as const)('sees answers that are cut after %i seconds', async ([seconds, severity, found]) => {
    secondary.hub.middle = cuttingAfter(seconds);

    const { findings } = await diagnose(secondary);

    expect(findings['long-poll']).toMatchObject({ severity, found: expect.stringMatching(found) });
  });

  it.for([
    ['dns', { resolved: { failure: 'its name is not known to DNS' } }],
    ['tcp', { connected: { failure: 'the connection is refused' } }],
  ] as const)('stops the way to the hub at %s', async ([check, change]) => {
    const network = Object.assign(new FakeNetwork(), change);

    const { named, findings } = await diagnose(secondary, { network });

    expect(named('error')).toEqual([check]);
    expect(findings['path']).toMatchObject({
      severity: 'skipped',
      found: `Not looked at, since it needs what "${check}" looked for.`,
    });
    expect(findings['token']?.severity).toBe('skipped');
  });

  it('sees past a certificate that nobody trusts', async () => {
    const network = new FakeNetwork();
    const expiresAt = new Date('2027-02-18T12:00:00.000Z');
    network.shown = { value: { issuer: 'Proxy CA', expiresAt, distrust: 'is self-signed' } };

    const { named, findings } = await diagnose(secondary, { network });

    expect(named('error')).toEqual(['tls']);
    expect(findings['tls']?.found).toContain('it is self-signed; the certificate was issued by "Proxy CA"');
    expect(findings['token']?.severity).toBe('ok');
  });

  it('warns of a certificate that lasts for less than 14 days', async () => {
    const network = new FakeNetwork();
    network.shown = { value: { issuer: 'Example CA', expiresAt: new Date('2026-12-03T12:00:00.000Z') } };

    const { findings } = await diagnose(secondary, { network });

    expect(findings['tls']).toMatchObject({
      severity: 'warning',
      found: expect.stringContaining('in 13 days'),
    });
  });
});

describe('runDoctor() on a secondary with a proxy', () => {
  const url = 'http://proxy.example.com:3128';

  beforeEach(async () => {
    secondary = await aSecondary(primary, { config: { proxy: { url, noProxy: [] } } });
    await makeReady(secondary);
    const { token = '' } = await primary.mint('join-token-b');
    await secondary.giveToken({ token, 'member-name': 'edge-7' });
  });

  it('looks at the proxy, and leaves name and connection to it', async () => {
    const network = new FakeNetwork();

    const { findings, named } = await diagnose(secondary, { network });

    expect(named('error')).toEqual([]);
    expect(named('skipped')).toEqual(['dns', 'tcp', 'ca']);
    expect(findings['proxy']).toMatchObject({ severity: 'ok', found: `The proxy ${url} takes connections.` });
    expect(findings['tls']?.found).toContain('through the proxy');
    expect(network.called).toEqual(['proxy.example.com:3128']);
  });

  it('says that the proxy takes none', async () => {
    const network = Object.assign(new FakeNetwork(), { connected: { failure: 'the connection is refused' } });

    const { findings } = await diagnose(secondary, { network });

    expect(findings['proxy']).toMatchObject({
      severity: 'error',
      remedy: expect.stringContaining('connection.proxyURL'),
    });
  });
});

describe('runDoctor() on a secondary and its token', () => {
  it('says why the primary would not take it', async () => {
    const other = await aSecondary(primary, { name: 'other' });
    const { token = '' } = await primary.mint('join-token-b');
    await other.giveToken({ token, 'member-name': 'edge-8' });
    await other.join();
    await secondary.giveToken({ token, 'member-name': 'edge-7' });

    const { named, findings } = await diagnose(secondary);

    expect(named('error')).toEqual(['token']);
    expect(findings['token']?.found).toContain('it is spent');
  });

  it('says what is wrong with the Secret, and looks at the way to the hub no further', async () => {
    await secondary.giveToken({ tokne: 'jnry_' });

    const { named, findings } = await diagnose(secondary);

    expect(named('error')).toEqual(['join-secret']);
    expect(findings['endpoint']?.severity).toBe('skipped');
  });

  it('looks at the URL of the new token when a member is to join anew', async () => {
    await secondary.join();
    const { token = '' } = await primary.mint('join-token-b');
    await secondary.giveToken({ token, 'member-name': 'edge-7', endpoint: 'https://new.example.com' });
    const network = new FakeNetwork();

    await diagnose(secondary, { network });

    expect(network.called).toContain('new.example.com:443');
  });

  it('fetches the CA that the token names', async () => {
    const ca = 'a certificate';
    primary = await aPrimary('other', {}, ca);
    secondary = await aSecondary(primary);
    const { token = '' } = await primary.mint('join-token-a');
    await secondary.giveToken({ token });

    expect((await diagnose(secondary)).findings['ca']).toMatchObject({ severity: 'ok' });
  });
});

describe('runDoctor() on a secondary and its cluster', () => {
  it('names a right that is missing', async () => {
    secondary.kubernetes.forbidden.add('update Secret');

    const { findings } = await diagnose(secondary);

    expect(findings['rights']).toMatchObject({
      severity: 'error',
      found: expect.stringMatching(/may not update secrets in namespace "joinery"\. 1 more/),
    });
  });

  it('says everything that a missing right leaves to be said', async () => {
    secondary.kubernetes.forbidden.add('get Secret');

    const { named } = await diagnose(secondary);

    expect(named('error')).toEqual(['rights', 'join-secret', 'identity', 'join-status']);
  });

  it('ends also when the API server is away', async () => {
    secondary.kubernetes.isAway = true;

    const { named } = await diagnose(secondary);

    expect(named('error')).toEqual(['kubernetes']);
  });

  it('warns of an agent that is not there', async () => {
    await secondary.uninstall();

    expect((await diagnose(secondary)).findings['deployment']?.severity).toBe('warning');
  });

  it('repeats what the status says', async () => {
    const { token = '' } = await primary.mint('join-token-b', { 'joinery.dev/member-name': 'edge-9' });
    await secondary.giveToken({ token, 'member-name': 'edge-7' });
    await expect(secondary.join()).rejects.toMatchObject({ code: 'JOINERY_TOKEN_FOR_ANOTHER_NAME' });

    expect((await diagnose(secondary)).findings['join-status']).toMatchObject({
      severity: 'error',
      found: expect.stringContaining('Status Rejected, TokenForAnotherName'),
    });
  });
});

describe('runDoctor() told to ignore', () => {
  beforeEach(() => {
    secondary.hub.middle = changing((request) => ({ ...request, headers: {} }));
  });

  it('counts the errors of that check as warnings', async () => {
    const { report, findings } = await diagnose(secondary, { ignore: ['headers'] });

    expect(report.worst).toBe('warning');
    expect(findings['headers']?.found).toMatch(/\(ignored\)$/);
    expect(findings['token']?.severity).toBe('skipped');
  });

  it('says that there is no such check', async () => {
    const { findings } = await diagnose(secondary, { ignore: ['header'] });

    expect(findings['ignore']).toMatchObject({
      severity: 'warning',
      found: expect.stringContaining('"header"'),
    });
    expect(findings['headers']?.severity).toBe('error');
  });
});
