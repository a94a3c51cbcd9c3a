import { afterEach, describe, expect, it } from 'vitest';
import { createExchange } from '../../../../jobs/adapters/kubernetes/create-exchange.ts';
import { RestKubernetesApi } from '../../../../jobs/adapters/kubernetes/rest-kubernetes-api.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import {
  answerJson,
  startLoopbackServer,
  type Answer,
  type LoopbackServer,
} from '../../../fakes/loopback-server.ts';
import { createRecordingLogger } from '../../../fakes/recording-logger.ts';
import { SeededRandom } from '../../../fakes/seeded-random.ts';

const marked = 'marked-secret';
const secret = {
  metadata: { name: 'a', namespace: 'joinery', uid: 'uid', resourceVersion: '7' },
  data: { key: marked },
};
const ref = { namespace: 'joinery', name: 'a' };
const logger = createRecordingLogger();

let server: LoopbackServer | undefined;

async function connect(answer: Answer): Promise<RestKubernetesApi> {
  server = await startLoopbackServer(answer);
  const url = `http://127.0.0.1:${server.port}`;
  const connection = {
    server: url,
    exchange: createExchange(url),
    authorization: () => `Bearer ${marked}`,
  };
  return new RestKubernetesApi(connection, {
    clock: new FakeClock(),
    random: new SeededRandom('api'),
    logger,
  });
}

afterEach(async () => server?.stop());

const status = (code: number, reason: string): Answer => {
  const document = { kind: 'Status', status: 'Failure', reason, message: `quotes ${marked}`, code };
  return (_, response) => answerJson(response, code, document);
};

const breakOff: Answer = (request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).write(`{"items":["${marked}`);
  setImmediate(() => request.socket.destroy());
};

describe('RestKubernetesApi', () => {
  it.for([
    ['401', status(401, 'Unauthorized'), 'JOINERY_KUBERNETES_FORBIDDEN'],
    ['403', status(403, 'Forbidden'), 'JOINERY_KUBERNETES_FORBIDDEN'],
    ['404 for a list', status(404, 'NotFound'), 'JOINERY_KUBERNETES_KIND_MISSING'],
    ['410', status(410, 'Expired'), 'JOINERY_KUBERNETES_REFUSED'],
    ['422', status(422, 'Invalid'), 'JOINERY_KUBERNETES_REFUSED'],
    ['429', status(429, 'TooManyRequests'), 'JOINERY_KUBERNETES_UNREACHABLE'],
    ['500', status(500, 'InternalError'), 'JOINERY_KUBERNETES_UNREACHABLE'],
    [
      'a page of a proxy',
      (_, response) => response.writeHead(502).end(`<h1>${marked}`),
      'JOINERY_KUBERNETES_UNREACHABLE',
    ],
    ['a reset connection', (request) => request.socket.destroy(), 'JOINERY_KUBERNETES_UNREACHABLE'],
    ['200 and no JSON', (_, response) => response.end(`garbage ${marked}`), 'JOINERY_KUBERNETES_UNREACHABLE'],
    ['an answer that breaks off', breakOff, 'JOINERY_KUBERNETES_UNREACHABLE'],
  ] as const satisfies readonly (readonly [string, Answer, string])[])(
    'translates %s, and quotes nothing of it',
    async ([, answer, code]) => {
      const api = await connect(answer);

      const error = await api.list('Secret', { namespace: 'joinery' }).catch((found: unknown) => found);

      expect(error).toMatchObject({ code });
      expect(JSON.stringify([error, (error as Error).message, (error as Error).stack])).not.toContain(marked);
    },
  );

  it('says that etcd has no space left, in its words', async () => {
    const message = 'etcdserver: mvcc: database space exceeded';
    const api = await connect((_, response) =>
      answerJson(response, 500, { kind: 'Status', status: 'Failure', message, code: 500 }),
    );

    await expect(api.create('Secret', secret)).rejects.toMatchObject({
      code: 'JOINERY_KUBERNETES_UNREACHABLE',
      message: expect.stringContaining(`answered 500 (${message})`) as string,
    });
  });

  it('says that nobody is there when the connection is refused', async () => {
    const api = await connect(() => undefined);
    await server?.stop();

    await expect(api.get('Secret', ref)).rejects.toMatchObject({ code: 'JOINERY_KUBERNETES_UNREACHABLE' });
  });

  it.for([
    ['get', 404, async (api: RestKubernetesApi) => api.get('Secret', ref)],
    ['create', 409, async (api: RestKubernetesApi) => api.create('Secret', secret)],
    ['update', 409, async (api: RestKubernetesApi) => api.update('Secret', secret)],
    ['update', 404, async (api: RestKubernetesApi) => api.update('Secret', secret)],
    ['delete', 404, async (api: RestKubernetesApi) => api.delete('Secret', { ...ref, uid: 'uid' })],
    ['delete', 409, async (api: RestKubernetesApi) => api.delete('Secret', { ...ref, uid: 'uid' })],
  ] as const)('takes for %s the answer %i as "nothing"', async ([, code, act]) => {
    const api = await connect(status(code, 'NotFound'));

    expect(await act(api)).toBeUndefined();
  });

  it('deletes only what has the uid, and says as whom', async () => {
    const api = await connect((_, response) => answerJson(response, 200, {}));

    await api.delete('Secret', { ...ref, uid: 'uid' });

    expect(server?.requests).toEqual([
      {
        method: 'DELETE',
        url: '/api/v1/namespaces/joinery/secrets/a',
        body: '{"preconditions":{"uid":"uid"}}',
      },
    ]);
  });

  it('asks for one name by a field selector, so that the right to that name is enough', async () => {
    const api = await connect((_, response) =>
      answerJson(response, 200, { metadata: { resourceVersion: '1' }, items: [] }),
    );

    await api.list('Secret', { namespace: 'joinery', name: 'a', type: 'joinery.dev/verifier' });

    const [request] = server?.requests ?? [];
    expect(new URL(request?.url ?? '', 'http://x').searchParams.get('fieldSelector')).toBe(
      'metadata.name=a,type=joinery.dev/verifier',
    );
  });

  it.for([
    [true, { allowed: true }],
    [false, { allowed: false }],
    [false, {}],
  ] as const)('asks for a right, and takes %s from %o', async ([hasRight, given]) => {
    const api = await connect((_, response) => answerJson(response, 201, { status: given }));
    const right = { verb: 'get', group: '', resource: 'secrets', namespace: 'joinery', name: 'a' } as const;

    expect(await api.hasRight(right)).toBe(hasRight);

    const [request] = server?.requests ?? [];
    expect(request?.url).toBe('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews');
    expect(JSON.parse(request?.body ?? '')).toMatchObject({ spec: { resourceAttributes: right } });
  });

  it('reads the fields of a kind from what the API server publishes', async () => {
    const properties = {
      spec: { properties: { accepted: {} } },
      status: { properties: { id: {}, keys: {} } },
    };
    const schemas = {
      Other: { properties: {} },
      Member: { properties, 'x-kubernetes-group-version-kind': [{ kind: 'Member' }] },
    };
    const api = await connect((_, response) => answerJson(response, 200, { components: { schemas } }));

    expect(await api.describeKind('Member')).toEqual({ spec: ['accepted'], status: ['id', 'keys'] });

    expect(server?.requests.map(({ url }) => url)).toEqual(['/openapi/v3/apis/joinery.dev/v1alpha1']);
  });

  it('knows nothing of a kind that is not served', async () => {
    const api = await connect(status(404, 'NotFound'));

    expect(await api.describeKind('Member')).toBeUndefined();
  });

  it('writes a status to its own path', async () => {
    const api = await connect((_, response) => answerJson(response, 200, secret));

    await api.updateStatus('Member', secret);

    expect(server?.requests[0]).toMatchObject({
      method: 'PUT',
      url: '/apis/joinery.dev/v1alpha1/namespaces/joinery/members/a/status',
    });
  });

  it('gives up with the reason when it is told to', async () => {
    const stop = new AbortController();
    const api = await connect(() => stop.abort(new Error('stopped')));

    await expect(api.get('Secret', ref, stop.signal)).rejects.toEqual(new Error('stopped'));
  });

  it('logged no secret', () => {
    expect(logger.lines.join('')).not.toContain(marked);
  });
});
