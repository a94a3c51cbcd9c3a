import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { setCondition } from '../../../../jobs/core/membership/member-conditions.ts';
import { parseBackup } from '../../../../jobs/workflows/backup/parse-backup.ts';
import { restoreBackup } from '../../../../jobs/workflows/backup/restore-backup.ts';
import { takeBackup } from '../../../../jobs/workflows/backup/take-backup.ts';
import { aCommandLine } from '../../../builders/a-command-line.ts';
import { aJoinedSet, aPrimary, aSecondary, type Primary } from '../../../builders/a-set.ts';
import { setNamespace } from '../../../builders/a-config.ts';
import { FakeKubernetesApi, Killed } from '../../../fakes/fake-kubernetes-api.ts';

const folder = mkdtempSync(join(tmpdir(), 'joinery-backup-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function aSavedSet(name: string) {
  const { primary, secondary, token } = await aJoinedSet();
  const file = join(folder, name);
  const { run } = aCommandLine(primary, secondary);
  return { primary, secondary, token, file, run, saved: await run(`backup ${file}`) };
}

const restored = { namespace: setNamespace, force: false };

/** What a set is made of, without what an API server gives: names, data and statuses. */
async function describeSet({ kubernetes, clock }: Pick<Primary['ports'], 'kubernetes' | 'clock'>) {
  const { objects } = await takeBackup({ kubernetes, clock }, setNamespace);
  return objects
    .map((object) => (object.name === 'hub-identity' ? { ...object, data: {} } : object))
    .toSorted((a, b) => a.name.localeCompare(b.name));
}

describe('backup', () => {
  it('writes a file that only its owner may read, and never over another', async () => {
    const { file, run, saved } = await aSavedSet('mode.json');

    expect(saved).toMatchObject({ exitCode: 0, err: '' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const before = readFileSync(file, 'utf8');
    expect(await run(`backup ${file}`)).toMatchObject({ exitCode: 2 });
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it('holds members, claims, verifiers and keys, and no join token', async () => {
    const { file, token } = await aSavedSet('content.json');

    const { objects } = parseBackup(readFileSync(file, 'utf8'));

    const kinds = objects.map(({ kind, name }) => `${kind} ${name.replace(/-[0-9a-f]{12,}$/, '-…')}`);
    expect(kinds.toSorted()).toEqual([
      'ConfigMap cluster-…',
      'ConfigMap cluster-…',
      'Member edge-7',
      'Member eu-central',
      'Secret hub-identity',
      'Secret verifier-…',
    ]);
    expect(JSON.stringify(objects)).not.toContain(Buffer.from(token).toString('base64'));
  });

  it('says that there is no set to save', async () => {
    const primary = await aPrimary();
    await primary.remove('Secret', 'hub-identity');

    expect(await aCommandLine(primary).run('backup -')).toMatchObject({ exitCode: 3, out: '' });
  });
});

describe('restore', () => {
  it('brings a lost set back: the member goes on without joining anew', async () => {
    const { primary, secondary, file, run } = await aSavedSet('lost.json');
    const before = await primary.readMember('edge-7');
    const { length } = await primary.listMembers();
    for (const name of await primary.listMembers()) await primary.remove('Member', name);
    await primary.remove('Secret', 'hub-identity');

    const end = await run(`restore ${file}`);

    expect(end).toMatchObject({ exitCode: 0, err: '' });
    expect(await primary.listMembers()).toHaveLength(length);
    expect((await primary.readMember('edge-7'))?.status).toEqual(before?.status);
    expect((await secondary.join()).step).toBe('stay');
  });

  it('shows no member as online that was not heard since', async () => {
    const { primary } = await aJoinedSet();
    const { run } = aCommandLine(primary);
    const member = await primary.readMember('edge-7');
    if (member === undefined) throw new Error('There is no member');
    const heard = { type: 'Online', status: 'True', reason: 'Heard', message: '' } as const;
    const conditions = [...setCondition(member.status?.conditions ?? [], heard, primary.clock.now())];
    await primary.kubernetes.updateStatus('Member', { ...member, status: { ...member.status, conditions } });
    const file = join(folder, 'presence.json');
    await run(`backup ${file}`);
    await primary.remove('Member', 'edge-7');

    await run(`restore ${file}`);

    expect((await primary.readMember('edge-7'))?.status?.conditions).toEqual([
      expect.objectContaining({ type: 'Joined', status: 'True' }),
      expect.objectContaining({ type: 'Online', status: 'Unknown', reason: 'HubRestarted' }),
    ]);
  });

  it('gives a new epoch each time, and writes nothing else over what is there', async () => {
    const { primary, file, run } = await aSavedSet('epoch.json');
    const readEpoch = async () => Number((await primary.readToken('hub-identity'))['epoch']);
    const before = await readEpoch();
    await primary.clock.advance(1000);

    await run(`restore ${file}`);
    const first = await readEpoch();
    const writes = primary.kubernetes.writes.slice();
    await run('restore --as-is');

    expect(first).toBeGreaterThan(before);
    expect(await readEpoch()).toBeGreaterThan(first);
    expect(primary.kubernetes.writes.slice(writes.length)).toEqual(['update Secret hub-identity']);
  });

  it('goes on after it was killed at any write', async () => {
    const { primary, file } = await aSavedSet('killed.json');
    const backup = parseBackup(readFileSync(file, 'utf8'));
    const wanted = await describeSet(primary.ports);

    for (let at = 0; ; at += 1) {
      const kubernetes = new FakeKubernetesApi(`new-${at}`, [setNamespace]);
      const ports = { kubernetes, clock: primary.clock };
      kubernetes.killAtWrite(at);
      const end = await restoreBackup(ports, backup, restored).catch((error: unknown) => error);
      if (!(end instanceof Killed)) break;
      // No hub can serve before everything is there.
      const ref = { namespace: setNamespace, name: 'hub-identity' };
      expect(await kubernetes.get('Secret', ref)).toBeUndefined();
      await restoreBackup(ports, backup, restored);
      expect(await describeSet(ports), `killed at write ${at}`).toEqual(wanted);
    }
  });

  it('takes the place of another hub only by force', async () => {
    const { file } = await aSavedSet('other.json');
    const other = await aPrimary('another');
    const { run } = aCommandLine(other);
    const before = await other.readToken('hub-identity');

    expect(await run(`restore ${file}`)).toMatchObject({
      exitCode: 4,
      err: expect.stringContaining('Cannot restore: namespace "joinery-mc" holds the hub'),
    });
    expect(await other.readToken('hub-identity')).toEqual(before);
    expect(await run(`restore ${file} --force`)).toMatchObject({ exitCode: 0 });
    const { hubId } = parseBackup(readFileSync(file, 'utf8'));
    expect((await takeBackup(other.ports, setNamespace)).hubId).toBe(hubId);
    expect(await other.listMembers()).toEqual(['edge-7', 'eu-central']);
  });

  it('does not let a spent token in again', async () => {
    const { primary, file, token, run } = await aSavedSet('spent.json');
    const secrets = await primary.kubernetes.list('Secret', { namespace: setNamespace });
    for (const { metadata } of secrets) await primary.remove('Secret', metadata.name);
    await run(`restore ${file}`);
    const thief = await aSecondary(primary, { name: 'thief' });
    await thief.giveToken({ token, 'member-name': 'edge-9' });

    await expect(thief.join()).rejects.toMatchObject({ code: 'JOINERY_TOKEN_REVOKED' });
    expect(await primary.readMember('edge-9')).toBeUndefined();
  });

  it.for([
    ['no JSON', () => '{"format":', 'it is not JSON, or it was cut off'],
    ['something else', () => '{}', 'it must have required property'],
    [
      'a backup without its keys',
      (text: string) => text.replace('"hub-identity"', '"hub-id"'),
      'it has no Secret',
    ],
    [
      'a backup of another hub than it says',
      (text: string) => text.replace(/"hubId": "...../, '"hubId": "aaaaa'),
      'its hub identity is not of the hub it names',
    ],
  ] as const)('refuses %s, and writes nothing', async ([title, spoil, message]) => {
    const { primary, file, run } = await aSavedSet(`${title.length}.json`);
    const spoilt = join(folder, `${title.length}-spoilt.json`);
    writeFileSync(spoilt, spoil(readFileSync(file, 'utf8')));
    const { length } = primary.kubernetes.writes;

    const end = await run(`restore ${spoilt}`);

    expect(end).toMatchObject({ exitCode: 2, out: '', err: expect.stringContaining(message) });
    expect(end.err).not.toMatch(/"d"|jwk/);
    expect(primary.kubernetes.writes).toHaveLength(length);
  });
});
