import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Confidential } from '../../jobs/core/confidential/confidential.ts';
import { parseJoinToken } from '../../jobs/core/join-token/parse-join-token.ts';
import { runProgram } from '../../jobs/app/run-program.ts';
import { releaseNamespace, setNamespace } from '../builders/a-config.ts';
import { aPrimary, aSecondary, type Primary, type Secondary } from '../builders/a-set.ts';
import { found } from '../builders/found.ts';

/** Everything a set says to anybody: logs, errors, termination messages, HTTP, Events, Members, statuses. */
async function collect(primary: Primary, secondary: Secondary): Promise<string> {
  const context = { environment: {}, signal: new AbortController().signal, logger: secondary.logger };
  const end = await runProgram(async () => ({ summary: (await secondary.join(true)).step }), context);
  const error = await secondary.join(true).catch((thrown: unknown) => thrown);
  const status = await secondary.readStatus();
  const { kubernetes } = primary;
  return inspect(
    [
      [...primary.logger.lines, ...secondary.logger.lines],
      end,
      error instanceof Error ? [error, error.stack, JSON.stringify(error)] : '',
      secondary.hub.sent.map(({ headers, body }) => [headers, Buffer.from(body).toString()]),
      secondary.hub.received.map(({ headers, body }) => [headers, Buffer.from(body).toString()]),
      await kubernetes.list('Event', { namespace: setNamespace }),
      await kubernetes.list('Member', { namespace: setNamespace }),
      await kubernetes.list('ConfigMap', { namespace: setNamespace }),
      await secondary.kubernetes.list('ConfigMap', { namespace: releaseNamespace }),
      status,
    ],
    { depth: 20, maxArrayLength: null, maxStringLength: null },
  );
}

/** The secrets of both sides, in every form they are written in. */
async function listSecrets(primary: Primary, secondary: Secondary, token: string): Promise<string[]> {
  const keys = await secondary.readSecret('mc-identity');
  const privateHalves = [keys['signing.jwk'], keys['sealing.jwk']].map(
    (text) => (JSON.parse(text ?? '{}') as { d: string }).d,
  );
  const { signing, sealing, tokenSeed } = primary.hub.identity();
  const { proofKey } = found(await primary.readVerifier('join-token-a'));
  const tokenSecret = parseJoinToken(new Confidential(token)).secret.reveal();
  const partOfToken = token.slice(90, 120);
  const hubs = [signing.d, sealing.d, tokenSeed.reveal(), proofKey.reveal()];
  const plain = [...privateHalves, ...hubs, tokenSecret, token, partOfToken];
  const inBase64 = plain.map((secret) =>
    Buffer.from(secret).toString('base64').replace(/=+$/, '').slice(0, -1),
  );
  const inHex = plain.map((secret) => Buffer.from(secret, 'base64url').toString('hex'));
  return [...plain, ...inBase64, ...inHex];
}

describe('no secret escapes', () => {
  it.for([
    ['that succeeds', async () => undefined],
    ['with a spent token', async (primary: Primary, token: string) => spend(primary, token)],
    ['with a revoked token', async (primary: Primary) => primary.remove('Secret', 'join-token-a')],
    ['at a hub whose API server is away', async (primary: Primary) => primary.kubernetes.goAway()],
    [
      'at a hub with a bug',
      async (primary: Primary, token: string) =>
        primary.kubernetes.failWritesBy(new Error(`a bug with ${token.length}`)),
    ],
  ] as const)('from a join %s', async ([, prepare]) => {
    const primary = await aPrimary();
    const secondary = await aSecondary(primary);
    const { token = '' } = await primary.mint('join-token-a');
    await secondary.giveToken({ token, 'member-name': 'edge-7' });
    await secondary.join().catch(() => undefined);
    const secrets = await listSecrets(primary, secondary, token);
    await prepare(primary, token);

    primary.kubernetes.isAway = false;
    const said = await collect(primary, secondary);

    expect(secrets.filter((secret) => said.includes(secret))).toEqual([]);
  });

  it.for([
    ['cut', (token: string) => ({ token: token.slice(0, -1) })],
    ['doubled', (token: string) => ({ token: token + token })],
    ['under a wrong key', (token: string) => ({ Token: token })],
    ['given as a name', (token: string) => ({ token, 'member-name': token })],
    ['given as an endpoint', (token: string) => ({ token, endpoint: token })],
    ['given as a CA', (token: string) => ({ token, 'ca.crt': token })],
  ] as const)('when the token is %s', async ([, build]) => {
    const primary = await aPrimary();
    const secondary = await aSecondary(primary);
    const { token = '' } = await primary.mint('join-token-a');
    await secondary.giveToken(build(token));
    await secondary.join().catch(() => undefined);

    const said = await collect(primary, secondary);

    expect((await listSecrets(primary, secondary, token)).filter((secret) => said.includes(secret))).toEqual(
      [],
    );
  });
});

async function spend(primary: Primary, token: string): Promise<void> {
  const other = await aSecondary(primary, { name: 'other' });
  await other.giveToken({ token });
  await other.join().catch(() => undefined);
}
