import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { createKubeconfigConnection } from '../../../../jobs/adapters/kubeconfig/kubeconfig-connection.ts';

const folder = mkdtempSync(join(tmpdir(), 'joinery-kubeconfig-'));
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;

/** A kubeconfig with one context, of the same name as its cluster and its user. */
function aKubeconfig(
  name: string,
  { user = {}, cluster = {} }: { user?: object; cluster?: object } = {},
): string {
  count += 1;
  const path = join(folder, `${count}`);
  const server = `https://${name}.example.com:6443/`;
  const document = {
    'current-context': name,
    clusters: [{ name, cluster: { server, ...cluster } }],
    users: [{ name, user }],
    contexts: [{ name, context: { cluster: name, user: name } }],
  };
  writeFileSync(path, stringify(document));
  return path;
}

const plugin = (script: string) => ({
  user: { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'sh', args: ['-c', script] } },
});

describe('createKubeconfigConnection()', () => {
  it('connects as the current context says', async () => {
    const path = aKubeconfig('hub', { user: { token: 'abc' } });

    const connection = await createKubeconfigConnection({ path, environment: {} });

    const { server, user } = connection;
    expect({ server, user, authorization: await connection.authorization() }).toEqual({
      server: 'https://hub.example.com:6443',
      user: 'the user of context "hub"',
      authorization: 'Bearer abc',
    });
  });

  it('reads all files of KUBECONFIG, of which the first wins and those that are not there are left out', async () => {
    const files = [
      join(folder, 'none'),
      aKubeconfig('hub', { user: { token: 'first' } }),
      aKubeconfig('edge-7'),
      aKubeconfig('hub', { user: { token: 'second' } }),
    ];
    const environment = { KUBECONFIG: files.join(':') };

    const current = await createKubeconfigConnection({ environment });
    const other = await createKubeconfigConnection({ environment, context: 'edge-7' });

    expect(current.server).toBe('https://hub.example.com:6443');
    expect(await current.authorization()).toBe('Bearer first');
    expect(other.server).toBe('https://edge-7.example.com:6443');
    expect(await other.authorization()).toBeUndefined();
  });

  it('asks a plugin for the credentials', async () => {
    const answer = JSON.stringify({ kind: 'ExecCredential', status: { token: 'from-plugin' } });
    const path = aKubeconfig('hub', plugin(`echo '${answer}'`));

    const connection = await createKubeconfigConnection({ path, environment: {} });

    expect(await connection.authorization()).toBe('Bearer from-plugin');
  });

  it('does not repeat what a plugin says that fails', async () => {
    const path = aKubeconfig('hub', plugin('echo my-secret >&2; exit 1'));

    const failure = createKubeconfigConnection({ path, environment: {} });

    await expect(failure).rejects.toMatchObject({ code: 'JOINERY_CREDENTIALS_MISSING' });
    await expect(failure).rejects.not.toThrow(/my-secret/);
  });

  it('sends a name and a password as such', async () => {
    const path = aKubeconfig('hub', { user: { username: 'a', password: 'b' } });

    const connection = await createKubeconfigConnection({ path, environment: {} });

    expect(await connection.authorization()).toBe('Basic YTpi');
  });

  it.for([
    ['no file', () => ({ path: join(folder, 'none') }), 'there is no file'],
    ['another context', () => ({ path: aKubeconfig('hub'), context: 'x' }), 'there is no context "x"'],
    [
      'a user that acts as another',
      () => ({ path: aKubeconfig('hub', { user: { as: 'root' } }) }),
      'impersonates',
    ],
    [
      'a proxy of another kind',
      () => ({ path: aKubeconfig('hub', { cluster: { 'proxy-url': 'socks5://localhost:1' } }) }),
      'neither http nor https',
    ],
  ] as const)('refuses %s', async ([, choose, message]) => {
    await expect(createKubeconfigConnection({ ...choose(), environment: {} })).rejects.toMatchObject({
      code: 'JOINERY_CONTEXT_INVALID',
      message: expect.stringContaining(message),
    });
  });

  it('refuses a file that is none without repeating what is in it', async () => {
    const path = join(folder, 'damaged');
    writeFileSync(path, 'users: [my-secret');

    const failure = createKubeconfigConnection({ path, environment: {} });

    await expect(failure).rejects.toMatchObject({ code: 'JOINERY_CONTEXT_INVALID' });
    await expect(failure).rejects.not.toThrow(/my-secret/);
  });
});
