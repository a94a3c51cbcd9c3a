import { beforeEach, describe, expect, it } from 'vitest';
import { hasCondition, setCondition } from '../../../../jobs/core/membership/member-conditions.ts';
import { aJoinedSet, aPrimary, aSecondary, type Primary, type Secondary } from '../../../builders/a-set.ts';
import { found } from '../../../builders/found.ts';

let primary: Primary;
let secondary: Secondary;

beforeEach(async () => {
  ({ primary, secondary } = await aJoinedSet());
  await primary.clock.advance(60_000);
});

async function hasLeft(): Promise<boolean> {
  return hasCondition((await primary.readMember('edge-7'))?.status?.conditions, 'Joined', 'False');
}

describe('a member that left', () => {
  it('is called neither joined nor online nor up to date any more', async () => {
    const member = found(await primary.readMember('edge-7'));
    const upToDate = { type: 'UpToDate', status: 'True', reason: 'UpToDate', message: '' } as const;
    const conditions = [...setCondition(member.status?.conditions ?? [], upToDate, primary.clock.now())];
    await primary.kubernetes.updateStatus('Member', { ...member, status: { ...member.status, conditions } });

    await secondary.leave();

    const after = (await primary.readMember('edge-7'))?.status?.conditions ?? [];
    expect(
      Object.fromEntries(after.map(({ type, status, reason }) => [type, `${status} ${reason}`])),
    ).toEqual({
      Joined: 'False Left',
      Online: 'False Left',
      UpToDate: 'Unknown Left',
    });
  });
});

describe('a leave that is replayed', () => {
  it('after the member came back does not remove it', async () => {
    await secondary.leave();
    const recorded = secondary.hub.sent.at(-1);
    await primary.clock.advance(1000);
    await secondary.uninstall();
    await secondary.install();
    await secondary.join();
    await primary.clock.advance(60_000);

    const answer = await secondary.hub.replay(found(recorded));

    expect(answer.status).toBe(401);
    expect(await hasLeft()).toBe(false);
  });

  it('by the key of one member for another does nothing', async () => {
    const other = await aSecondary(primary, { name: 'other' });
    const { token = '' } = await primary.mint('join-token-b');
    await other.giveToken({ token, 'member-name': 'edge-8' });
    await other.join();
    other.hub.middle = async (request, next) =>
      next({
        ...request,
        body: Buffer.from(Buffer.from(request.body).toString().replace('edge-8', 'edge-7')),
      });

    await other.leave();

    expect(await hasLeft()).toBe(false);
  });

  it('at another hub does nothing', async () => {
    await secondary.leave();
    const elsewhere = await aPrimary('elsewhere');

    const [request] = secondary.hub.sent.slice(-1);
    const answer = await elsewhere.answerer.answer(found(request));

    expect(answer.status).toBe(401);
  });
});
