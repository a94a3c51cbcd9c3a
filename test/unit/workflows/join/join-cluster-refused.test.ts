import { beforeEach, describe, expect, it } from 'vitest';
import { setNamespace } from '../../../builders/a-config.ts';
import { aPrimary, aSecondary, type Primary, type Secondary } from '../../../builders/a-set.ts';

const name = { 'joinery.dev/member-name': 'edge-7' };
const replace = { ...name, 'joinery.dev/replace': 'true' };
const dayMs = 24 * 3600 * 1000;

let primary: Primary;
let secondary: Secondary;

/** Joins as `edge-7` with a new token that has these annotations. */
async function joinWith(
  cluster: Secondary,
  annotations: Record<string, string>,
  secretName = 'join-token-a',
) {
  const { token = '' } = await primary.mint(secretName, annotations);
  await cluster.giveToken({ token, 'member-name': 'edge-7' });
  return cluster.join();
}

beforeEach(async () => {
  primary = await aPrimary();
  secondary = await aSecondary(primary);
});

describe('joinCluster() refused by the primary', () => {
  it.for([
    ['the token is for another name', { 'joinery.dev/member-name': 'edge-8' }, 'TokenForAnotherName'],
    [
      'the token is for another key',
      { 'joinery.dev/member-thumbprint': 'A'.repeat(43) },
      'TokenForAnotherKey',
    ],
    [
      'the token replaces another member',
      { ...replace, 'joinery.dev/member-name': 'edge-8' },
      'TokenForAnotherName',
    ],
  ] as const)('when %s', async ([, annotations, reason]) => {
    await expect(joinWith(secondary, annotations)).rejects.toMatchObject({ disposition: 'terminal' });

    expect(await secondary.readStatus()).toMatchObject({ status: 'Rejected', reason });
    expect(await primary.listMembers()).toEqual(['eu-central']);
  });

  it.for([
    ['expires at this instant', dayMs, 'JOINERY_TOKEN_EXPIRED'],
    ['expired days ago', 6 * dayMs, 'JOINERY_TOKEN_EXPIRED'],
  ] as const)('when the token %s', async ([, waitMs, code]) => {
    const { token = '' } = await primary.mint('join-token-a');
    await primary.clock.advance(waitMs);
    await secondary.giveToken({ token });

    await expect(secondary.join()).rejects.toMatchObject({ code });

    expect(await secondary.readStatus()).toMatchObject({ status: 'Rejected', reason: 'TokenExpired' });
  });

  it('when another cluster has spent the token', async () => {
    const other = await aSecondary(primary, { name: 'other' });
    const { token = '' } = await primary.mint('join-token-a');
    await other.giveToken({ token });
    await other.join();
    await secondary.giveToken({ token, 'member-name': 'edge-7' });

    await expect(secondary.join()).rejects.toMatchObject({ code: 'JOINERY_TOKEN_SPENT' });

    expect(await secondary.readStatus()).toMatchObject({ status: 'Rejected', reason: 'TokenSpent' });
    expect(await primary.listMembers()).not.toContain('edge-7');
  });

  it('when the token was revoked by deleting its Secret', async () => {
    const { token = '' } = await primary.mint('join-token-a');
    await primary.remove('Secret', 'join-token-a');
    await secondary.giveToken({ token });

    await expect(secondary.join()).rejects.toMatchObject({ code: 'JOINERY_TOKEN_REVOKED' });
  });

  it('when its Secret was deleted and made again under the same name', async () => {
    const { token = '' } = await primary.mint('join-token-a');
    await primary.remove('Secret', 'join-token-a');
    await primary.mint('join-token-a');
    await secondary.giveToken({ token });

    await expect(secondary.join()).rejects.toMatchObject({ code: 'JOINERY_TOKEN_REVOKED' });
  });

  it('when the verifier is gone, in the same words as for any stranger', async () => {
    const { token = '' } = await primary.mint('join-token-a');
    const [verifier] = await primary.kubernetes.list('Secret', {
      namespace: setNamespace,
      type: 'joinery.dev/verifier',
    });
    await primary.remove('Secret', verifier?.metadata.name ?? '');
    await secondary.giveToken({ token });

    await expect(secondary.join()).rejects.toMatchObject({ code: 'JOINERY_JOIN_REFUSED' });
  });

  it('when another cluster has the name', async () => {
    const other = await aSecondary(primary, { name: 'other' });
    await joinWith(other, {}, 'join-token-b');

    await expect(joinWith(secondary, {})).rejects.toMatchObject({ code: 'JOINERY_NAME_TAKEN' });

    expect((await primary.readMember('edge-7'))?.status?.thumbprint).toBe(
      (await other.readStatus())['thumbprint'],
    );
    expect(await primary.readToken('join-token-a')).toMatchObject({ status: 'Ready' });
  });

  it.for([
    ['an ordinary token', {}],
    ['a token that replaces it', { 'joinery.dev/member-name': 'eu-central', 'joinery.dev/replace': 'true' }],
  ] as const)('when the name is that of the primary itself, with %s', async ([, annotations]) => {
    const { token = '' } = await primary.mint('join-token-a', annotations);
    await secondary.giveToken({ token, 'member-name': 'eu-central' });

    await expect(secondary.join()).rejects.toMatchObject({ code: 'JOINERY_NAME_TAKEN' });

    expect((await primary.readMember('eu-central'))?.status?.conditions?.[0]?.reason).toBe('IsPrimary');
  });

  it('when the cluster is a member under another name already', async () => {
    const clone = await aSecondary(primary, { name: 'clone', cluster: 'secondary' });
    await joinWith(secondary, {}, 'join-token-b');
    const { token = '' } = await primary.mint('join-token-a');
    await clone.giveToken({ token, 'member-name': 'edge-8' });

    await expect(clone.join()).rejects.toMatchObject({ code: 'JOINERY_CLUSTER_ALREADY_MEMBER' });

    expect(await primary.listMembers()).toEqual(['edge-7', 'eu-central']);
    expect(await primary.readToken('join-token-a')).toMatchObject({ status: 'Ready' });
  });

  it('when the same key asks for a second name with the token it used', async () => {
    await joinWith(secondary, {});
    const { token = '' } = await secondary.readSecret('mc-join');
    await secondary.leave();
    await secondary.uninstall();
    await secondary.install();
    await secondary.giveToken({ token, 'member-name': 'edge-8' });

    await expect(secondary.join()).rejects.toMatchObject({ code: 'JOINERY_TOKEN_FOR_ANOTHER_NAME' });

    expect(await primary.listMembers()).toEqual(['edge-7', 'eu-central']);
  });

  it('tells whoever made the token, on its Secret', async () => {
    await expect(joinWith(secondary, { 'joinery.dev/member-name': 'edge-8' })).rejects.toThrow(/^Cannot /);

    const events = await primary.kubernetes.list('Event', { namespace: setNamespace });
    expect(events).toMatchObject([
      {
        type: 'Warning',
        reason: 'TokenForAnotherName',
        involvedObject: { kind: 'Secret', name: 'join-token-a' },
      },
    ]);
  });
});

describe('joinCluster() after the member was removed on the primary', () => {
  beforeEach(async () => {
    await joinWith(secondary, {});
    await primary.remove('Member', 'edge-7');
  });

  it('does not come back with the token it used', async () => {
    await expect(secondary.join(true)).rejects.toMatchObject({ code: 'JOINERY_MEMBER_REMOVED' });

    expect(await secondary.readStatus()).toMatchObject({ status: 'Rejected', reason: 'MemberRemoved' });
    expect(await primary.listMembers()).toEqual(['eu-central']);
  });

  it('comes back with a new one, with the same key', async () => {
    const { thumbprint } = await secondary.readStatus();

    await joinWith(secondary, {}, 'join-token-b');

    expect(await secondary.readStatus()).toMatchObject({ status: 'Joined', thumbprint });
    expect(await primary.listMembers()).toContain('edge-7');
  });
});

describe('joinCluster() with a token that replaces a member', () => {
  it('gives it the new key and keeps its id, its labels and when it joined first', async () => {
    const lost = await aSecondary(primary, { name: 'lost' });
    await joinWith(lost, {}, 'join-token-b');
    const before = await primary.readMember('edge-7');
    await primary.clock.advance(3_600_000);

    await joinWith(secondary, replace);

    const after = await primary.readMember('edge-7');
    const { thumbprint, 'member-id': memberId } = await secondary.readStatus();
    expect(after?.metadata.uid).toBe(before?.metadata.uid);
    expect(after?.status).toMatchObject({
      thumbprint,
      id: before?.status?.id,
      joinedAt: before?.status?.joinedAt,
    });
    expect(memberId).toBe(before?.status?.id);
  });

  it('leaves the old key out in the cold', async () => {
    const lost = await aSecondary(primary, { name: 'lost' });
    await joinWith(lost, {}, 'join-token-b');
    await joinWith(secondary, replace);

    await expect(lost.join(true)).rejects.toMatchObject({ code: 'JOINERY_NAME_TAKEN' });
  });

  it('creates the member when there is none', async () => {
    await joinWith(secondary, replace);

    expect(await primary.listMembers()).toContain('edge-7');
  });
});

describe('joinCluster() with a Member that a person made ahead', () => {
  it('takes it over with its labels', async () => {
    const metadata = { name: 'edge-7', namespace: setNamespace, labels: { site: 'roof' } };
    await primary.kubernetes.create('Member', { metadata });

    await joinWith(secondary, {});

    const member = await primary.readMember('edge-7');
    expect(member?.metadata.labels).toEqual({ site: 'roof' });
    expect(member?.status?.thumbprint).toBe((await secondary.readStatus())['thumbprint']);
  });
});
