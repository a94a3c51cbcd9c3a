import { describe, expect, it } from 'vitest';
import { hasCondition } from '../../../../jobs/core/membership/member-conditions.ts';
import { setNamespace } from '../../../builders/a-config.ts';
import { aJoinedSet, aPrimary, aSecondary, type Primary } from '../../../builders/a-set.ts';
import { found } from '../../../builders/found.ts';

async function joinAtOnce(primary: Primary, count: number, token: string, nameOf: (at: number) => string) {
  const members = await Promise.all(
    Array.from({ length: count }, async (_, at) => {
      const member = await aSecondary(primary, { name: `member-${at}` });
      await member.giveToken({ token, 'member-name': nameOf(at) });
      return member;
    }),
  );
  const outcomes = await Promise.allSettled(members.map(async (member) => member.join()));
  const codes = outcomes.map((outcome) =>
    outcome.status === 'fulfilled' ? 'joined' : (outcome.reason as { code: string }).code,
  );
  return codes.toSorted();
}

describe('admitMember()', () => {
  it('lets exactly one of thirty in that come at once with a single-use token', async () => {
    const primary = await aPrimary();
    const { token = '' } = await primary.mint('join-token-a');

    const codes = await joinAtOnce(primary, 30, token, (at) => `edge-${at}`);

    expect(codes).toEqual([...Array<string>(29).fill('JOINERY_TOKEN_SPENT'), 'joined']);
    expect(await primary.listMembers()).toHaveLength(2);
    expect((await primary.readVerifier('join-token-a'))?.uses).toHaveLength(1);
  });

  it('lets as many in as the token allows', async () => {
    const primary = await aPrimary();
    const { token = '' } = await primary.mint('join-token-a', { 'joinery.dev/uses': '3' });

    const codes = await joinAtOnce(primary, 10, token, (at) => `edge-${at}`);

    expect(codes.filter((code) => code === 'joined')).toHaveLength(3);
    expect(await primary.listMembers()).toHaveLength(4);
  });

  it('lets all in with an unlimited token', async () => {
    const primary = await aPrimary();
    const { token = '' } = await primary.mint('join-token-a', { 'joinery.dev/uses': 'unlimited' });

    const codes = await joinAtOnce(primary, 15, token, (at) => `edge-${at}`);

    expect(codes).toEqual(Array<string>(15).fill('joined'));
    expect(await primary.listMembers()).toHaveLength(16);
  });

  it('gives a name to exactly one of many that ask for it at once', async () => {
    const primary = await aPrimary();
    const { token = '' } = await primary.mint('join-token-a', { 'joinery.dev/uses': 'unlimited' });

    const codes = await joinAtOnce(primary, 8, token, () => 'edge-7');

    expect(codes).toEqual([...Array<string>(7).fill('JOINERY_NAME_TAKEN'), 'joined']);
    expect(await primary.listMembers()).toEqual(['edge-7', 'eu-central']);
  });

  it('leaves a member Pending under manual approval until a person accepts it', async () => {
    const { primary, secondary } = await aJoinedSet({ approval: 'manual' });
    const pending = await secondary.readStatus();
    const member = found(await primary.readMember('edge-7'));

    await primary.kubernetes.update('Member', { ...member, spec: { accepted: true } });
    await secondary.join(true);

    expect(pending).toMatchObject({ status: 'Pending', reason: 'AwaitingApproval' });
    expect(pending['remedy']).toContain('spec.accepted');
    expect(member.status?.conditions).toMatchObject([
      { type: 'Joined', status: 'False', reason: 'AwaitingApproval' },
    ]);
    expect(member.status?.conditions?.[0]?.message).toContain(pending['thumbprint']);
    expect(await secondary.readStatus()).toMatchObject({ status: 'Joined' });
  });

  it('takes a claim over from a member that left', async () => {
    const { primary, secondary } = await aJoinedSet();
    await secondary.leave();
    const clone = await aSecondary(primary, { name: 'clone', cluster: 'secondary' });
    const { token = '' } = await primary.mint('join-token-b');
    await clone.giveToken({ token, 'member-name': 'edge-8' });

    await clone.join();

    expect(await primary.listMembers()).toEqual(['edge-7', 'edge-8', 'eu-central']);
  });

  it('does not give a replaced name back to a key that replaced it before', async () => {
    const primary = await aPrimary();
    const replace = { 'joinery.dev/member-name': 'edge-7', 'joinery.dev/replace': 'true' };
    const stolen = await aSecondary(primary, { name: 'stolen' });
    const { token: first = '' } = await primary.mint('join-token-a', replace);
    await stolen.giveToken({ token: first });
    await stolen.join();
    const rightful = await aSecondary(primary, { name: 'rightful' });
    const { token: second = '' } = await primary.mint('join-token-b', replace);
    await rightful.giveToken({ token: second });
    await rightful.join();

    await expect(stolen.join(true)).rejects.toMatchObject({ code: 'JOINERY_NAME_TAKEN' });

    const { thumbprint } = await rightful.readStatus();
    expect((await primary.readMember('edge-7'))?.status?.thumbprint).toBe(thumbprint);
  });

  it('records an Event on the Member', async () => {
    const { primary } = await aJoinedSet();

    expect(await primary.kubernetes.list('Event', { namespace: setNamespace })).toMatchObject([
      { type: 'Normal', reason: 'Joined', involvedObject: { kind: 'Member', name: 'edge-7' } },
    ]);
  });

  it('admits although Events cannot be written', async () => {
    const primary = await aPrimary();
    primary.kubernetes.forbidden.add('create Event');
    const secondary = await aSecondary(primary);
    const { token = '' } = await primary.mint('join-token-a');
    await secondary.giveToken({ token, 'member-name': 'edge-7' });

    await secondary.join();

    const member = await primary.readMember('edge-7');
    expect(hasCondition(member?.status?.conditions, 'Joined', 'True')).toBe(true);
  });
});
