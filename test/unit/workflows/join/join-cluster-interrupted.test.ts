import { describe, expect, it } from 'vitest';
import { aPrimary, aSecondary, type Primary, type Secondary } from '../../../builders/a-set.ts';
import { Killed } from '../../../fakes/fake-kubernetes-api.ts';

async function aPair() {
  const primary = await aPrimary();
  const secondary = await aSecondary(primary);
  const { token = '' } = await primary.mint('join-token-a');
  await secondary.giveToken({ token, 'member-name': 'edge-7' });
  return { primary, secondary };
}

/** What both sides hold in the end; what is drawn at random is compared with each other, not with another run's. */
async function observe(primary: Primary, secondary: Secondary) {
  const { 'member-id': memberId, thumbprint, ...status } = await secondary.readStatus();
  const { status: member } = (await primary.readMember('edge-7')) ?? {};
  const { 'membership.json': membership = '{}' } = await secondary.readSecret('mc-identity');
  const verifier = await primary.readVerifier('join-token-a');
  return {
    members: await primary.listMembers(),
    status,
    uses: verifier?.uses.map(({ name, admitted }) => ({ name, admitted })),
    conditions: member?.conditions,
    token: await primary.lookAtToken('join-token-a'),
    agrees: [
      member?.id === memberId,
      member?.thumbprint === thumbprint,
      verifier?.uses[0]?.memberId === memberId,
      (JSON.parse(membership) as { memberId?: string }).memberId === memberId,
    ],
  };
}

const calm = await aPair();
const writesBefore = {
  hub: calm.primary.kubernetes.writes.length,
  member: calm.secondary.kubernetes.writes.length,
};
await calm.secondary.join();
const hubWrites = calm.primary.kubernetes.writes.slice(writesBefore.hub);
const memberWrites = calm.secondary.kubernetes.writes.slice(writesBefore.member);
const undisturbed = await observe(calm.primary, calm.secondary);

describe('joinCluster()', () => {
  it('undisturbed makes one member by one use', () => {
    expect(undisturbed).toMatchObject({
      members: ['edge-7', 'eu-central'],
      status: { status: 'Joined' },
      uses: [{ name: 'edge-7', admitted: true }],
      token: { status: 'Spent' },
      agrees: [true, true, true, true],
    });
  });

  it.for(memberWrites.map((write, count) => [count, write] as const))(
    'killed on the member before its write %i, %s, ends the same when run again',
    async ([count]) => {
      const { primary, secondary } = await aPair();
      secondary.kubernetes.killAtWrite(count);
      await expect(secondary.join()).rejects.toThrow(Killed);

      await secondary.join();

      expect(await observe(primary, secondary)).toEqual(undisturbed);
    },
  );

  it.for(hubWrites.map((write, count) => [count, write] as const))(
    'killed on the hub before its write %i, %s, ends the same when run again',
    async ([count]) => {
      const { primary, secondary } = await aPair();
      primary.kubernetes.killAtWrite(count);
      await secondary.join().catch(() => undefined);

      await secondary.join();

      expect(await observe(primary, secondary)).toEqual(undisturbed);
    },
  );

  it('whose answer was lost ends the same when run again', async () => {
    const { primary, secondary } = await aPair();
    secondary.hub.middle = async (request, next) => {
      await next(request);
      throw new Killed();
    };
    await expect(secondary.join()).rejects.toThrow(Killed);
    secondary.hub.middle = async (request, next) => next(request);

    await secondary.join();

    expect(await observe(primary, secondary)).toEqual(undisturbed);
  });

  it('run twice at once, as Job and agent do, ends the same', async () => {
    const { primary, secondary } = await aPair();

    await Promise.all([secondary.join(), secondary.join()]);

    expect(await observe(primary, secondary)).toEqual(undisturbed);
  });

  it('that finds keys made by the other run at the last moment uses those', async () => {
    const { primary, secondary } = await aPair();
    const other = await aSecondary(primary, { name: 'other' });
    await other.join();
    const keys = await other.readSecret('mc-identity');
    secondary.kubernetes.afterNextRead('mc-identity', async () => secondary.writeSecret('mc-identity', keys));

    await secondary.join();

    expect(await secondary.readSecret('mc-identity')).toMatchObject(keys);
    expect((await observe(primary, secondary)).agrees).toEqual([true, true, true, true]);
  });
});
