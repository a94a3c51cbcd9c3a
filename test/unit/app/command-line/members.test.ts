import { describe, expect, it } from 'vitest';
import { setCondition } from '../../../../jobs/core/membership/member-conditions.ts';
import { aCommandLine } from '../../../builders/a-command-line.ts';
import { aJoinedSet, aPrimary, type Primary } from '../../../builders/a-set.ts';
import { setNamespace } from '../../../builders/a-config.ts';

async function aSet() {
  const { primary, secondary } = await aJoinedSet();
  return { primary, ...aCommandLine(primary, secondary) };
}

/** The hub has not heard the member, or has: `Online` says so. */
async function noteOnline(primary: Primary, status: 'True' | 'False' | 'Unknown'): Promise<void> {
  const member = await primary.readMember('edge-7');
  if (member === undefined) throw new Error('There is no member');
  const wanted = { type: 'Online', status, reason: 'NotHeard', message: '' } as const;
  const conditions = [...setCondition(member.status?.conditions ?? [], wanted, primary.clock.now())];
  await primary.kubernetes.updateStatus('Member', { ...member, status: { ...member.status, conditions } });
}

describe('members', () => {
  it('shows the set in each form', async () => {
    const { run } = await aSet();

    const table = await run('members');
    const wide = await run('members -o wide');
    const json = await run('members -o json');
    const yaml = await run('members edge-7 -o yaml');

    expect(table.out).toMatch(/^NAME +JOINED +ONLINE +REASON +SINCE +VERSION +KUBERNETES +AGE\nedge-7 +True/);
    expect(wide.out).toContain('THUMBPRINT');
    expect(JSON.parse(json.out)).toMatchObject({ kind: 'List', items: [{}, {}] });
    expect(yaml.out).toMatch(/^metadata:|\nmetadata:/);
    expect(await run('members -o name')).toMatchObject({
      out: 'member.joinery.dev/edge-7\nmember.joinery.dev/eu-central\n',
    });
  });

  it('shows the terminal no control characters that another cluster sent', async () => {
    const { run, primary } = await aSet();
    const member = await primary.readMember('edge-7');
    if (member === undefined) throw new Error('There is no member');
    const versions = { agent: '\u001b[2J0.1.0', kubernetes: 'v1' };
    await primary.kubernetes.updateStatus('Member', { ...member, status: { ...member.status, versions } });

    expect((await run('members')).out).toContain('?[2J0.1.0');
  });

  it('goes on showing changes until it is stopped', async () => {
    const { run, primary } = await aSet();
    const stop = new AbortController();
    let looks = 0;

    const { exitCode, out } = await run('members --watch -o name', {
      signal: stop.signal,
      meanwhile: async () => {
        looks += 1;
        if (looks === 1) await noteOnline(primary, 'Unknown');
        if (looks === 3) stop.abort(aCommandLine(primary).stopped().reason);
      },
    });

    expect({ exitCode, out }).toEqual({
      exitCode: 143,
      out: 'member.joinery.dev/edge-7\nmember.joinery.dev/eu-central\nmember.joinery.dev/edge-7\n',
    });
  });

  it.for(['members edge-8', 'accept edge-8', 'pause edge-8', 'remove edge-8', 'rotate member edge-8'])(
    'has no such member: %s',
    async (line) => {
      const { run } = await aSet();

      expect(await run(line)).toMatchObject({
        exitCode: 2,
        out: '',
        err: expect.stringContaining(
          'Cannot find the member "edge-8": namespace "joinery-mc" has none of that name',
        ),
      });
    },
  );

  it('says which right is missing', async () => {
    const { run, primary } = await aSet();
    primary.kubernetes.forbidden.add('list Member');

    expect(await run('members')).toMatchObject({
      exitCode: 3,
      err: expect.stringContaining('may not list Member'),
    });
  });

  it('says that the cluster never was a primary, and status that it is in no set', async () => {
    const { run, primary } = await aSet();
    primary.kubernetes.missingKinds.add('Member');

    expect(await run('members')).toMatchObject({
      err: expect.stringContaining('JOINERY_KUBERNETES_KIND_MISSING'),
    });
    expect(await run('status')).toMatchObject({ exitCode: 0, out: expect.stringContaining('is in no set') });
  });
});

describe('status', () => {
  it('shows what a cluster is on either side', async () => {
    const { run } = await aSet();

    expect((await run('status')).out).toMatch(
      /\nprimary +eu-central +Serving +IsPrimary +2 clusters in the set, /,
    );
    expect((await run('status --context edge-7')).out).toMatch(
      /\nsecondary +edge-7 +Joined +Joined +This cluster is/,
    );
    expect(JSON.parse((await run('status --context edge-7 -o json')).out)).toMatchObject([
      { role: 'secondary' },
    ]);
  });
});

describe('orders', () => {
  it('accept the key that was compared, and no other', async () => {
    const { run, primary } = await aSet();
    const thumbprint = (await primary.readMember('edge-7'))?.status?.thumbprint ?? '';

    expect(await run('accept edge-7 --thumbprint another')).toMatchObject({
      exitCode: 4,
      err: expect.stringContaining(`its key is ${thumbprint}, not another`),
    });
    expect((await primary.readMember('edge-7'))?.spec).toBeUndefined();
    expect(await run(`accept edge-7 --thumbprint ${thumbprint}`)).toMatchObject({ exitCode: 0 });
    expect((await primary.readMember('edge-7'))?.spec).toEqual({ accepted: true });
  });

  it('keep to the field they are about, and write nothing twice', async () => {
    const { run, primary } = await aSet();

    await run('accept edge-7');
    await run('pause edge-7');
    const { length } = primary.kubernetes.writes;
    await run('pause edge-7');

    expect(primary.kubernetes.writes).toHaveLength(length);
    expect((await primary.readMember('edge-7'))?.spec).toEqual({ accepted: true, paused: true });
    await run('resume edge-7');
    await run('rotate member edge-7');
    expect((await primary.readMember('edge-7'))?.spec).toEqual({
      accepted: true,
      paused: false,
      rotateKeys: expect.stringMatching(/^2026-11-20T12:00:\d\dZ$/),
    });
  });

  it('mark the hub identity for another key, and change nothing in it', async () => {
    const { run, primary } = await aSet();
    const ref = { namespace: setNamespace, name: 'hub-identity' };
    const before = await primary.kubernetes.get('Secret', ref);

    expect(await run('rotate hub')).toMatchObject({ exitCode: 0 });

    const after = await primary.kubernetes.get('Secret', ref);
    expect(after?.data).toEqual(before?.data);
    expect(after?.metadata.annotations).toEqual({ 'joinery.dev/rotate-hub-key': expect.any(String) });
  });

  it.for(['accept', 'pause', 'resume', 'remove --force', 'rotate member'])(
    'leave the primary itself alone: %s',
    async (order) => {
      const { run, primary } = await aSet();

      expect(await run(`${order} eu-central`)).toMatchObject({ exitCode: 4 });
      expect((await primary.readMember('eu-central'))?.spec).toBeUndefined();
    },
  );
});

describe('remove', () => {
  it.for(['True', 'Unknown'] as const)('does not cut off a member with Online %s', async (online) => {
    const { run, primary } = await aSet();
    await noteOnline(primary, online);

    expect(await run('remove edge-7')).toMatchObject({
      exitCode: 4,
      err: expect.stringContaining('or repeat with --force'),
    });
    expect(await primary.readMember('edge-7')).toBeDefined();
    expect(await run('remove edge-7 --force')).toMatchObject({ exitCode: 0 });
    expect(await primary.readMember('edge-7')).toBeUndefined();
  });

  it('deletes one that is offline, or left', async () => {
    const { run, primary } = await aSet();
    await noteOnline(primary, 'False');

    expect(await run('remove edge-7')).toMatchObject({
      exitCode: 0,
      out: 'member.joinery.dev/edge-7 removed\n',
    });
    expect(await primary.listMembers()).toEqual(['eu-central']);
  });
});

describe('a command line that makes no sense', () => {
  it.for(['nonsense', 'remove', 'members a b', 'members -o xml', 'token', 'bootstrap', 'restore', 'rotate'])(
    'is refused with what to do: %s',
    async (line) => {
      const { run } = aCommandLine(await aPrimary());

      expect(await run(line)).toMatchObject({
        exitCode: 2,
        out: '',
        err: expect.stringMatching(
          /error: Cannot run this command: .+\n[A-Z].+\.\n\(JOINERY_COMMAND_INVALID\)\n$/,
        ),
      });
    },
  );
});
