import { describe, expect, it } from 'vitest';
import { aCommandLine } from '../../../builders/a-command-line.ts';
import { aJoinedSet, aPrimary, aSecondary, programLabels, type Primary } from '../../../builders/a-set.ts';
import { releaseNamespace } from '../../../builders/a-config.ts';

async function aPair(overrides = {}) {
  const primary = await aPrimary('primary', overrides);
  const secondary = await aSecondary(primary);
  await installHub(primary);
  const line = aCommandLine(primary, secondary);
  const bothLook = async () => {
    await line.hubLooks();
    await line.agentLooks();
  };
  return { primary, secondary, ...line, bothLook };
}

async function installHub(primary: Primary) {
  const metadata = { name: 'joinery-hub', namespace: releaseNamespace, labels: programLabels('hub') };
  await primary.kubernetes.create('Deployment', { metadata });
}

const bootstrap = 'bootstrap --primary-context hub --secondary-context edge-7 --member-name edge-7';

describe('token create', () => {
  it('writes the token alone to standard output, and what it is for to standard error', async () => {
    const { run, hubLooks } = await aPair();

    const { exitCode, out, err } = await run('token create t1 --member-name edge-7 --ttl 1h', {
      meanwhile: hubLooks,
    });

    expect(exitCode).toBe(0);
    expect(out).toMatch(/^jnry_[A-Za-z0-9_-]+\n$/);
    expect(err).toBe('Secret "t1": Lets 1 cluster join as "edge-7" until 2026-11-20T13:00:00Z.\n');
  });

  it('refuses a wish it cannot read before it creates anything', async () => {
    const { run, primary } = await aPair();

    const { exitCode, err } = await run('token create --ttl soon');

    expect({ exitCode, err }).toEqual({
      exitCode: 2,
      err: expect.stringContaining(
        'Cannot make a token: annotation joinery.dev/ttl is "soon"\nSet joinery.dev/ttl to',
      ),
    });
    expect(await primary.kubernetes.list('Secret', { type: 'joinery.dev/join-token' })).toEqual([]);
  });

  it('gives up when no hub fills the Secret, and says where to look', async () => {
    const { run } = await aPair();

    const { exitCode, out, err } = await run('token create t1 --timeout 5');

    expect({ exitCode, out }).toEqual({ exitCode: 124, out: '' });
    expect(err).toMatch(/^error: Cannot get a token .* within 5 seconds: .*"t1".*\nCheck that the hub runs/);
  });

  it('does not touch a Secret of that name', async () => {
    const { run } = await aPair();

    expect(await run('token create hub-identity')).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('JOINERY_TOKEN_NAME_TAKEN'),
    });
  });
});

describe('token list and revoke', () => {
  it('never shows a token', async () => {
    const { run, primary } = await aPair();
    const { token = '' } = await primary.mint('t1', { 'joinery.dev/member-name': 'edge-7' });

    const ends = await Promise.all(
      ['', '-o wide', '-o json', '-o yaml', '-o name'].map((o) => run(`token list ${o}`)),
    );

    expect(ends.map(({ out }) => out).join('')).not.toContain(token);
    expect(ends[0]?.out).toMatch(
      /^NAME +STATUS +MEMBER +EXPIRES +MESSAGE\nt1 +Ready +edge-7 +2026-11-21T12:00:00Z +Lets/,
    );
  });

  it('deletes join tokens and nothing else', async () => {
    const { run, primary } = await aPair();
    await primary.mint('t1');

    expect(await run('token revoke t1')).toMatchObject({ exitCode: 0, out: 'secret/t1 revoked\n' });
    expect(await run('token revoke t1')).toMatchObject({ exitCode: 2 });
    expect(await run('token revoke hub-identity')).toMatchObject({ exitCode: 2 });
    expect(await run('token list')).toMatchObject({
      out: 'There are no join tokens in namespace "joinery-mc".\n',
    });
  });
});

describe('join', () => {
  it('takes the token from standard input and waits until the agent has joined', async () => {
    const { run, primary, secondary, agentLooks } = await aPair();
    const { token = '' } = await primary.mint('t1');

    const { exitCode, out, err } = await run('join --context edge-7 --member-name edge-7', {
      input: `${token}\n`,
      meanwhile: agentLooks,
    });

    expect({ exitCode, out }).toEqual({ exitCode: 0, out: 'member.joinery.dev/edge-7 joined\n' });
    expect(err).not.toContain(token);
    expect(await secondary.readSecret('mc-join')).toEqual({ token, 'member-name': 'edge-7' });
  });

  it.for([
    ['nothing on standard input', undefined, 2, 'Cannot run this command: there is no token'],
    ['something that is no token', 'secret of mine', 2, 'Cannot read the join token'],
  ] as const)('refuses %s without a trace of it', async ([, input, exitCode, message]) => {
    const { run, secondary } = await aPair();

    const end = await run('join --context edge-7', input === undefined ? {} : { input });

    expect(end).toMatchObject({ exitCode, err: expect.stringContaining(message) });
    expect(end.err).not.toContain('secret of mine');
    expect(await secondary.readSecret('mc-join')).toEqual({});
  });

  it('says in the words of the primary why it does not let the cluster in', async () => {
    const { run, primary, agentLooks } = await aPair();
    const { token = '' } = await primary.mint('t1', { 'joinery.dev/member-name': 'edge-8' });

    const end = await run('join --context edge-7 --member-name edge-7', {
      input: token,
      meanwhile: agentLooks,
    });

    expect(end).toMatchObject({
      exitCode: 4,
      err: expect.stringMatching(
        /^error: Cannot join as "edge-7" with token .*only for the name "edge-8"\n/m,
      ),
    });
  });

  it('says the same at once when it is given the same refused token again', async () => {
    const { run, primary, agentLooks } = await aPair();
    const { token = '' } = await primary.mint('t1', { 'joinery.dev/member-name': 'edge-8' });
    const line = 'join --context edge-7 --member-name edge-7';
    await run(line, { input: token, meanwhile: agentLooks });

    expect(await run(line, { input: token })).toMatchObject({ exitCode: 4 });
  });

  it('keeps a member that is given a bad token the member it is, and tells why it waits', async () => {
    const { primary, secondary } = await aJoinedSet();
    const { run, agentLooks } = aCommandLine(primary, secondary);
    const { token = '' } = await primary.mint('t2', { 'joinery.dev/member-name': 'edge-8' });

    const end = await run('join --context edge-7 --member-name edge-7 --timeout 5', {
      input: token,
      meanwhile: agentLooks,
    });

    expect(end).toMatchObject({ exitCode: 124, err: expect.stringContaining('only for the name "edge-8"') });
    expect(await secondary.readStatus()).toMatchObject({ status: 'Joined', 'member-name': 'edge-7' });
  });

  it('names the command that installs what is missing', async () => {
    const { run, primary, secondary } = await aPair();
    const { token = '' } = await primary.mint('t1');
    await secondary.uninstall();

    expect(await run('join --context edge-7', { input: token })).toMatchObject({
      exitCode: 3,
      err: expect.stringContaining(
        'helm install joinery charts/joinery -n joinery --create-namespace --set multicluster.secondary.create=true',
      ),
    });
  });
});

describe('bootstrap', () => {
  it('does the whole join, and nothing when it is repeated', async () => {
    const { run, primary, bothLook } = await aPair();

    const first = await run(bootstrap, { meanwhile: bothLook });
    const writes = primary.kubernetes.writes.length;
    const second = await run(bootstrap);

    expect(first).toMatchObject({ exitCode: 0, out: 'member.joinery.dev/edge-7 joined\n' });
    expect(first.err).not.toContain('jnry_');
    expect(second).toMatchObject({ exitCode: 0, out: 'member.joinery.dev/edge-7 joined\n' });
    expect(primary.kubernetes.writes).toHaveLength(writes);
  });

  it('accepts the member by the thumbprint its cluster shows', async () => {
    const { run, primary, secondary, hubLooks } = await aPair({ approval: 'manual' });

    const end = await run(bootstrap, {
      meanwhile: async () => {
        await hubLooks();
        await secondary.join(true).catch(() => undefined);
      },
    });

    expect(end).toMatchObject({
      exitCode: 0,
      err: expect.stringContaining('Accepted "edge-7" with the key '),
    });
    expect((await primary.readMember('edge-7'))?.spec).toEqual({ accepted: true });
  });

  it('does not take a cluster out of another set', async () => {
    const { secondary } = await aJoinedSet();
    const other = await aPrimary('other');
    await installHub(other);

    expect(await aCommandLine(other, secondary).run(bootstrap)).toMatchObject({
      exitCode: 4,
      err: expect.stringContaining('this cluster is "edge-7" in the set of the primary "eu-central"'),
    });
  });

  it.for([
    ['Edge_7', 2, 'Cannot use "Edge_7" as a member'],
    ['edge-7 --primary-namespace elsewhere', 3, 'helm install joinery charts/joinery -n elsewhere'],
  ] as const)('refuses --member-name %s', async ([name, exitCode, message]) => {
    const { run } = await aPair();

    const line = bootstrap.replace(/edge-7$/, name);

    expect(await run(line)).toMatchObject({ exitCode, err: expect.stringContaining(message) });
  });

  it('stops when it is told to', async () => {
    const { run, stopped } = await aPair();

    expect(await run(bootstrap, { signal: stopped() })).toMatchObject({ exitCode: 143 });
  });
});
