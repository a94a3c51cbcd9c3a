import { beforeEach, describe, expect, it } from 'vitest';
import { aJoinedSet, aPrimary, type Primary, type Secondary } from '../../../builders/a-set.ts';

let primary: Primary;
let secondary: Secondary;
let before: { hub: string; member: string };

const dumpBoth = () => ({ hub: primary.kubernetes.dump(), member: secondary.kubernetes.dump() });

beforeEach(async () => {
  ({ primary, secondary } = await aJoinedSet());
  await primary.lookAtToken('join-token-a');
  await primary.clock.advance(60_000);
  before = dumpBoth();
});

describe('joinCluster() on a member', () => {
  it('with the spent token still there writes nothing and asks nobody', async () => {
    const asked = secondary.hub.sent.length;

    const outcome = await secondary.join();

    expect(outcome.step).toBe('stay');
    expect(dumpBoth()).toEqual(before);
    expect(secondary.hub.sent).toHaveLength(asked);
  });

  it('whose token Secret on the primary is gone writes nothing', async () => {
    await primary.remove('Secret', 'join-token-a');
    const afterRemoval = dumpBoth();

    await secondary.join();

    expect(dumpBoth()).toEqual(afterRemoval);
  });

  it('whose join Secret is gone stays a member', async () => {
    const status = await secondary.readStatus();
    await secondary.remove('Secret', 'mc-join');

    const outcome = await secondary.join();

    expect(outcome.step).toBe('stay');
    expect(await secondary.readStatus()).toEqual(status);
  });

  it('whose token expired meanwhile stays a member', async () => {
    await primary.clock.advance(48 * 3600 * 1000);

    expect((await secondary.join()).step).toBe('stay');
  });

  it.for([
    ['edited by hand', async () => secondary.writeSecret('mc-join-status', { status: 'Left' })],
    ['emptied', async () => secondary.writeSecret('mc-join-status', {})],
    ['deleted', async () => secondary.remove('Secret', 'mc-join-status')],
  ] as const)('puts a status right that was %s', async ([, spoil]) => {
    const { 'updated-at': _, ...status } = await secondary.readStatus();
    await spoil();

    await secondary.join();

    expect(await secondary.readStatus()).toMatchObject(status);
  });

  it('joins again with a new token, with the same key and id', async () => {
    const status = await secondary.readStatus();
    const { token = '' } = await primary.mint('join-token-b');
    await secondary.giveToken({ token });

    const outcome = await secondary.join();

    expect(outcome.step).toBe('join');
    expect(await secondary.readStatus()).toMatchObject({
      status: 'Joined',
      'member-id': status['member-id'],
      thumbprint: status['thumbprint'],
      'joined-at': status['joined-at'],
    });
    expect(await primary.listMembers()).toEqual(['edge-7', 'eu-central']);
    expect(await primary.lookAtToken('join-token-b')).toMatchObject({ status: 'Spent' });
  });

  it.for([
    ['cut', async (token: string) => token.slice(0, -3), 'TokenMalformed'],
    ['of a hub that is gone', async () => tokenOfAnotherHub(), 'AnswerNotProven'],
    ['revoked', async (token: string) => revoked(token), 'TokenRevoked'],
  ] as const)(
    'with a new token that is %s stays the member it was, and says why',
    async ([, spoil, reason]) => {
      const { token = '' } = await primary.mint('join-token-b');
      await secondary.giveToken({ token: await spoil(token) });

      await expect(secondary.join()).rejects.toThrow(/^Cannot /);

      expect(await secondary.readStatus()).toMatchObject({
        status: 'Joined',
        'member-name': 'edge-7',
        reason,
      });
      expect(await secondary.readSecret('mc-identity')).toHaveProperty(['membership.json']);
    },
  );

  it('refuses another name, and says which one it has', async () => {
    await secondary.giveToken({ ...(await secondary.readSecret('mc-join')), 'member-name': 'edge-8' });

    await expect(secondary.join()).rejects.toMatchObject({ code: 'JOINERY_NAME_CHANGED' });

    expect(await secondary.readStatus()).toMatchObject({
      status: 'Joined',
      'member-name': 'edge-7',
      reason: 'NameChanged',
      remedy: expect.stringContaining('"edge-7"') as string,
    });
    expect(await primary.listMembers()).toEqual(['edge-7', 'eu-central']);
  });

  it('moves to another primary with a token of that one', async () => {
    const other = await aPrimary('other', { ingressURL: 'https://other.example.com', name: 'eu-west' });
    secondary.hub.route(other.config.ingressURL, () => other.answerer);
    const { token = '' } = await other.mint('join-token-a');
    await secondary.giveToken({ token });

    await secondary.join();

    expect(await secondary.readStatus()).toMatchObject({ status: 'Joined', 'primary-name': 'eu-west' });
    expect(await other.listMembers()).toEqual(['edge-7', 'eu-west']);
  });

  it('that the hub disowned and that has no join Secret says so instead of Joined', async () => {
    await secondary.remove('Secret', 'mc-join');

    await expect(secondary.join(true)).rejects.toMatchObject({ code: 'JOINERY_MEMBER_UNKNOWN' });

    expect(await secondary.readStatus()).toMatchObject({ status: 'Rejected', reason: 'MemberUnknown' });
  });
});

async function tokenOfAnotherHub(): Promise<string> {
  const { token = '' } = await (await aPrimary('gone')).mint('join-token-a');
  return token;
}

async function revoked(token: string): Promise<string> {
  await primary.remove('Secret', 'join-token-b');
  return token;
}
