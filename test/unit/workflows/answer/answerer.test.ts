import { beforeEach, describe, expect, it } from 'vitest';
import type { HubRequest } from '../../../../jobs/ports/hub-transport.ts';
import { verifyAnswer } from '../../../../jobs/core/protocol/answer-signature.ts';
import type { OutgoingAnswer } from '../../../../jobs/workflows/answer/answerer.ts';
import { endpoint } from '../../../builders/a-config.ts';
import { aPrimary, type Primary } from '../../../builders/a-set.ts';
import { found } from '../../../builders/found.ts';

let primary: Primary;

function aRequest(overrides: Partial<HubRequest> = {}): HubRequest {
  return { endpoint, method: 'POST', path: '/v1/join', headers: {}, body: Buffer.from('{}'), ...overrides };
}

const parse = ({ body }: OutgoingAnswer) =>
  JSON.parse(Buffer.from(body).toString()) as Record<string, unknown>;

beforeEach(async () => {
  primary = await aPrimary();
});

describe('Answerer', () => {
  it('counts requests by path and status, and keeps paths of strangers out of the labels', async () => {
    await primary.answerer.answer(aRequest({ path: '/v1/ca', method: 'GET' }));
    await primary.answerer.answer(aRequest());
    await primary.answerer.answer(aRequest({ path: '/v1/secrets' }));
    await primary.answerer.answer(aRequest({ path: '/v1/ca?a=b' }));

    const text = await primary.metrics.render();

    expect(text).toContain('joinery_hub_requests_total{path="/v1/ca",code="200"} 1\n');
    expect(text).toContain('joinery_hub_requests_total{path="/v1/join",code="401"} 1\n');
    expect(text).toContain('joinery_hub_requests_total{path="other",code="400"} 2\n');
    expect(text).toContain('joinery_hub_request_duration_seconds_count{path="other"} 2\n');
  });

  it.for([
    ['an unknown path', { path: '/v1/secrets' }, 400, 'JOINERY_REQUEST_INVALID'],
    ['a path of another version', { path: '/v2/join' }, 400, 'JOINERY_PROTOCOL_UNKNOWN'],
    ['a path without a version', { path: '/' }, 400, 'JOINERY_REQUEST_INVALID'],
    ['another method', { method: 'GET' as const }, 400, 'JOINERY_REQUEST_INVALID'],
    ['a body that is too large', { body: Buffer.alloc(65_537) }, 413, 'JOINERY_BODY_TOO_LARGE'],
    ['a body that is no JSON', { path: '/v1/leave' }, 400, 'JOINERY_REQUEST_INVALID'],
    ['a stranger', {}, 401, 'JOINERY_JOIN_REFUSED'],
  ] as const)('refuses %s', async ([, request, status, code]) => {
    const answer = await primary.answerer.answer(aRequest(request));

    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(parse(answer)).toMatchObject({ code, status });
  });

  it.for([
    ['a refusal', {}],
    ['an unknown path', { path: '/v1/secrets' }],
    ['the CA', { path: '/v1/ca', method: 'GET' as const }],
  ] as const)('signs %s', async ([, request]) => {
    const asked = aRequest(request);
    const { status, body, headers } = await primary.answerer.answer(asked);
    const [link] = primary.hub.identity().chain;

    const claims = await verifyAnswer(headers['joinery-signature'] ?? '', [found(link?.key)], {
      endpoint,
      status,
      body,
      request: asked,
    });

    expect(claims).toMatchObject({ hub: primary.hub.identity().hubId, epoch: primary.hub.identity().epoch });
    expect(headers['cache-control']).toBe('private, no-store');
  });

  it('gives whoever must not know the cause an id, and its own log the cause', async () => {
    primary.kubernetes.goAway();
    const away = await primary.answerer.answer(aRequest({ headers: { 'joinery-token-id': '0123456789ab' } }));

    expect(away.status).toBe(503);
    expect(parse(away)).toMatchObject({ code: 'JOINERY_HUB_NOT_READY', disposition: 'retry' });
    expect(Buffer.from(away.body).toString()).not.toContain('API server');
    expect(primary.logger.lines.join('')).toContain('JOINERY_KUBERNETES_UNREACHABLE');
  });

  it('serves a crowd in turn, sends away whoever is too much for it, and serves again afterwards', async () => {
    const answers = await Promise.all(
      Array.from({ length: 1070 }, async () => primary.answerer.answer(aRequest())),
    );
    const later = await primary.answerer.answer(aRequest());

    const busy = answers.filter(({ status }) => status === 429);
    expect(busy).toHaveLength(6);
    expect(busy.every(({ headers }) => headers['retry-after'] === '5')).toBe(true);
    expect(later.headers).not.toHaveProperty('retry-after');
    expect(parse(busy[0] ?? later)).toMatchObject({ code: 'JOINERY_HUB_BUSY', disposition: 'retry' });
    expect(later.status).toBe(401);
  });

  it('does not repeat a long path', async () => {
    const answer = await primary.answerer.answer(aRequest({ path: `/v1/${'x'.repeat(5000)}` }));

    expect(answer.body.length).toBeLessThan(1000);
  });
});
