import type { DeclaredMember } from '#validators/primary-config';
import { beforeEach, describe, expect, it } from 'vitest';
import { declareMembers } from '../../../../jobs/workflows/declare/declare-members.ts';
import { withdrawMembers } from '../../../../jobs/workflows/declare/withdraw-members.ts';
import { setNamespace } from '../../../builders/a-config.ts';
import { aPrimary, aSecondary, type Primary } from '../../../builders/a-set.ts';
import { found } from '../../../builders/found.ts';
import { Killed } from '../../../fakes/fake-kubernetes-api.ts';

const secretName = 'join-token-edge-7';

let primary: Primary;

beforeEach(async () => {
  primary = await aPrimary();
});

async function declare(...members: DeclaredMember[]): Promise<boolean> {
  return declareMembers(primary.ports, { ...primary.config, members });
}

async function readTokenSecret() {
  return primary.kubernetes.get('Secret', { namespace: setNamespace, name: secretName });
}

/** The cluster edge-7 joins with the token that was made for it. */
async function join(cluster = 'edge') {
  const { token = '' } = await primary.lookAtToken(secretName);
  const secondary = await aSecondary(primary, { name: cluster });
  await secondary.giveToken({ token });
  return secondary.join();
}

/** An entry and another, then a change of the one and the end of the other. */
async function steps(): Promise<void> {
  await declare({ name: 'edge-7', labels: { region: 'eu' } }, { name: 'edge-8' });
  await declare({ name: 'edge-7', labels: { region: 'us' }, token: '2' });
}

describe('declareMembers()', () => {
  it('makes a token that only this name may use, and its Member with its labels', async () => {
    const isDone = await declare({ name: 'edge-7', labels: { region: 'eu' }, ttl: '48h', replace: true });

    expect(isDone).toBe(true);
    expect((await primary.readMember('edge-7'))?.metadata.labels).toEqual({ region: 'eu' });
    expect((await readTokenSecret())?.metadata.annotations).toEqual({
      'joinery.dev/declared': '',
      'joinery.dev/member-name': 'edge-7',
      'joinery.dev/ttl': '48h',
      'joinery.dev/replace': 'true',
    });
    expect(await primary.lookAtToken(secretName)).toMatchObject({ status: 'Ready' });
  });

  it('lets the cluster join by the token alone, under its name and with its labels', async () => {
    await declare({ name: 'edge-7', labels: { region: 'eu' } });

    const outcome = await join();

    expect(outcome).toMatchObject({ step: 'join', membership: { memberName: 'edge-7' } });
    expect((await primary.readMember('edge-7'))?.metadata.labels).toEqual({ region: 'eu' });
  });

  it('writes nothing when run again, by itself or beside another', async () => {
    await declare({ name: 'edge-7', labels: { region: 'eu' } });
    const before = primary.kubernetes.dump();

    await Promise.all([
      declare({ name: 'edge-7', labels: { region: 'eu' } }),
      declare({ name: 'edge-7', labels: { region: 'eu' } }),
    ]);

    expect(primary.kubernetes.dump()).toBe(before);
  });

  it('makes one token when Job and replicas come at once', async () => {
    await Promise.all([
      declare({ name: 'edge-7' }),
      declare({ name: 'edge-7' }),
      declare({ name: 'edge-7' }),
    ]);

    const made = primary.kubernetes.writes.filter((write) => write === `create Secret ${secretName}`);
    expect(made).toHaveLength(1);
  });

  it('makes a fresh token, and revokes the old one, when the text changes', async () => {
    await declare({ name: 'edge-7' });
    const { token = '' } = await primary.lookAtToken(secretName);

    await declare({ name: 'edge-7', token: '2' });

    const { token: fresh = '' } = await primary.lookAtToken(secretName);
    const late = await aSecondary(primary, { name: 'late' });
    await late.giveToken({ token });
    await expect(late.join()).rejects.toMatchObject({ code: 'JOINERY_TOKEN_REVOKED' });
    expect(fresh).toMatch(/^jnry_/);
    expect(fresh).not.toBe(token);
  });

  it.for([
    ['expired', async () => primary.clock.advance(25 * 3_600_000)],
    ['was revoked by hand', async () => primary.remove('Secret', secretName)],
    ['was used', async () => join()],
  ] as const)('renews nothing silently when the token %s', async ([, happens]) => {
    await declare({ name: 'edge-7' });
    await primary.lookAtToken(secretName);
    await happens();
    const before = (await readTokenSecret())?.metadata.uid;

    await declare({ name: 'edge-7', ttl: '1h', replace: true });

    expect((await readTokenSecret())?.metadata.uid).toBe(before);
  });

  it('makes no token for a cluster that joined, and one that may replace it when asked to', async () => {
    const { token = '' } = await primary.mint('join-token-a');
    const secondary = await aSecondary(primary);
    await secondary.giveToken({ token, 'member-name': 'edge-7' });
    await secondary.join();
    const before = found(await primary.readMember('edge-7'));

    await declare({ name: 'edge-7' });
    const without = await readTokenSecret();
    await declare({ name: 'edge-7', token: 'rebuilt', replace: true });
    const outcome = await join('rebuilt');

    const after = found(await primary.readMember('edge-7'));
    expect(without).toBeUndefined();
    expect(outcome).toMatchObject({ step: 'join' });
    expect(after.status?.id).toBe(before.status?.id);
    expect(after.status?.joinedAt).toBe(before.status?.joinedAt);
    expect(after.status?.thumbprint).not.toBe(before.status?.thumbprint);
  });

  it('makes no token for a cluster that left after it was declared', async () => {
    const { token = '' } = await primary.mint('join-token-a');
    const secondary = await aSecondary(primary);
    await secondary.giveToken({ token, 'member-name': 'edge-7' });
    await secondary.join();
    await declare({ name: 'edge-7' });
    await secondary.leave();

    await declare({ name: 'edge-7' });

    expect(await readTokenSecret()).toBeUndefined();
  });

  it("labels the primary's own Member, and makes it no token", async () => {
    await declare({ name: 'eu-central', labels: { region: 'eu' }, replace: true });

    expect((await primary.readMember('eu-central'))?.metadata.labels).toEqual({ region: 'eu' });
    expect(primary.kubernetes.writes).not.toContain('create Secret join-token-eu-central');
  });

  it('takes back token, labels and Member of an entry that is gone and nobody used', async () => {
    await declare({ name: 'edge-7', labels: { region: 'eu' } }, { name: 'edge-8' });

    await declare({ name: 'edge-8' });

    expect(await readTokenSecret()).toBeUndefined();
    expect(await primary.listMembers()).toEqual(['edge-8', 'eu-central']);
  });

  it('keeps a cluster that joined when its entry is gone, without the labels', async () => {
    await declare({ name: 'edge-7', labels: { region: 'eu' } });
    await join();
    const before = found(await primary.readMember('edge-7'));

    await declare();

    const after = found(await primary.readMember('edge-7'));
    expect(after.status).toEqual(before.status);
    expect([after.metadata.labels, after.metadata.annotations]).toEqual([{}, {}]);
    expect(await readTokenSecret()).toBeUndefined();
  });

  it('keeps what a person wrote on a Member when its entry is gone', async () => {
    await declare({ name: 'edge-7', labels: { region: 'eu' } });
    const member = found(await primary.readMember('edge-7'));
    const labels = { ...member.metadata.labels, owner: 'me' };
    await primary.kubernetes.update('Member', { ...member, metadata: { ...member.metadata, labels } });

    await declare();

    expect((await primary.readMember('edge-7'))?.metadata.labels).toEqual({ owner: 'me' });
  });

  it('keeps a cluster that joins in the moment its entry goes', async () => {
    await declare({ name: 'edge-7' });
    const seen = await primary.kubernetes.list('Member', { namespace: setNamespace });
    await join();

    await withdrawMembers(primary.ports, primary.config, seen);

    expect((await primary.readMember('edge-7'))?.status?.thumbprint).toBeDefined();
    expect((await primary.readMember('edge-7'))?.metadata.annotations).toEqual({});
  });

  it('leaves a Secret alone that somebody else made, says so on it, and goes on once it is gone', async () => {
    await primary.mint(secretName, { 'joinery.dev/uses': 'unlimited' });

    const isDone = await declare({ name: 'edge-7' }, { name: 'edge-8' });

    expect(isDone).toBe(false);
    expect((await readTokenSecret())?.metadata.annotations).toEqual({ 'joinery.dev/uses': 'unlimited' });
    expect(primary.kubernetes.dump()).toContain('"reason":"NotDeclared"');
    expect(primary.kubernetes.writes).toContain('create Secret join-token-edge-8');
    await primary.remove('Secret', secretName);
    expect(await declare({ name: 'edge-7' }, { name: 'edge-8' })).toBe(true);
    expect((await readTokenSecret())?.metadata.annotations).toMatchObject({ 'joinery.dev/declared': '' });
  });

  it.for(Array.from({ length: 9 }, (_, count) => [count] as const))(
    'killed before its write %i ends the same when run again',
    async ([count]) => {
      primary.kubernetes.killAtWrite(count);
      await expect(steps()).rejects.toThrow(Killed);

      await steps();

      expect(await primary.listMembers()).toEqual(['edge-7', 'eu-central']);
      expect((await primary.readMember('edge-7'))?.metadata).toMatchObject({
        labels: { region: 'us' },
        annotations: { 'joinery.dev/declared-token': '2' },
      });
      expect((await readTokenSecret())?.metadata.annotations).toMatchObject({ 'joinery.dev/declared': '2' });
    },
  );
});
