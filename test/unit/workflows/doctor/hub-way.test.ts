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
  await secondary.startAgent();
});

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
    await secondary.startAgent();
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
