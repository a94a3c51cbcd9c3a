import { beforeEach, describe, expect, it } from 'vitest';
import { setCondition } from '../../../../jobs/core/membership/member-conditions.ts';
import { forgetMembers } from '../../../../jobs/workflows/forget/forget-members.ts';
import { setNamespace } from '../../../builders/a-config.ts';
import { aJoinedSet, aSecondary, type Primary, type Secondary } from '../../../builders/a-set.ts';
import { found } from '../../../builders/found.ts';
import { Killed } from '../../../fakes/fake-kubernetes-api.ts';

const dayMs = 86_400_000;

let primary: Primary;
let secondary: Secondary;

beforeEach(async () => {
  ({ primary, secondary } = await aJoinedSet());
});

async function listMembers() {
  return primary.kubernetes.list('Member', { namespace: setNamespace });
}

async function forget(forgetOfflineAfter = ''): Promise<void> {
  await forgetMembers(primary.ports, { ...primary.config, forgetOfflineAfter }, await listMembers());
}

async function listClaims(): Promise<string[]> {
  const claims = await primary.kubernetes.list('ConfigMap', { namespace: setNamespace });
  return claims.map(({ data }) => data?.['member'] ?? '').toSorted();
}

/** Says of a member that it is offline since now. */
async function setOffline(name: string): Promise<void> {
  const member = found(await primary.readMember(name));
  const offline = { type: 'Online', status: 'False', reason: 'Left', message: 'Away.' } as const;
  const conditions = [...setCondition(member.status?.conditions ?? [], offline, primary.clock.now())];
  await primary.kubernetes.updateStatus('Member', { ...member, status: { ...member.status, conditions } });
}

describe('forgetMembers()', () => {
  it('forgets a member 30 days after it left, with its claim, and says so', async () => {
    await secondary.leave();
    await primary.clock.leap(30 * dayMs - 1000);
    await forget();
    const before = await primary.listMembers();

    await primary.clock.leap(1000);
    await forget();

    expect(before).toEqual(['edge-7', 'eu-central']);
    expect(await primary.listMembers()).toEqual(['eu-central']);
    expect(await listClaims()).toEqual(['eu-central']);
    expect(primary.kubernetes.dump()).toContain('"reason":"Forgotten"');
  });

  it.for([
    ['never by default', '', 10_000, ['edge-7', 'eu-central']],
    ['not before its time', '90d', 89, ['edge-7', 'eu-central']],
    ['when its time has come', '90d', 90, ['eu-central']],
  ] as const)('forgets a member that is offline %s', async ([, after, days, names]) => {
    await setOffline('edge-7');
    await primary.clock.leap(days * dayMs);

    await forget(after);

    expect(await primary.listMembers()).toEqual(names);
  });

  it("never forgets the primary's own Member", async () => {
    await setOffline('eu-central');
    await primary.clock.leap(10_000 * dayMs);

    await forget('1s');

    expect(await primary.listMembers()).toContain('eu-central');
  });

  it('keeps a member that comes back in that moment', async () => {
    await secondary.leave();
    await primary.clock.leap(31 * dayMs);
    const seen = await listMembers();
    const { token = '' } = await primary.mint('join-token-b');
    await secondary.uninstall();
    await secondary.install();
    await secondary.giveToken({ token, 'member-name': 'edge-7' });
    await secondary.join();

    await forgetMembers(primary.ports, primary.config, seen);

    expect(await primary.listMembers()).toEqual(['edge-7', 'eu-central']);
    expect(await listClaims()).toEqual(['edge-7', 'eu-central']);
  });

  it('keeps a claim that another member holds by now', async () => {
    await secondary.leave();
    const { token = '' } = await primary.mint('join-token-b');
    const renamed = await aSecondary(primary, { name: 'other', cluster: 'secondary' });
    await renamed.giveToken({ token, 'member-name': 'edge-8' });
    await renamed.join();
    await primary.clock.leap(31 * dayMs);

    await forget();

    expect(await primary.listMembers()).toEqual(['edge-8', 'eu-central']);
    expect(await listClaims()).toEqual(['edge-8', 'eu-central']);
  });

  it.for([[0], [1]] as const)('killed before its write %i leaves nothing in the way', async ([count]) => {
    await secondary.leave();
    await primary.clock.leap(31 * dayMs);
    primary.kubernetes.killAtWrite(count);
    await expect(forget()).rejects.toThrow(Killed);

    await forget();

    expect(await primary.listMembers()).toEqual(['eu-central']);
    const { token = '' } = await primary.mint('join-token-b');
    const again = await aSecondary(primary, { name: 'rebuilt', cluster: 'secondary' });
    await again.giveToken({ token, 'member-name': 'edge-8' });
    expect(await again.join()).toMatchObject({ step: 'join' });
  });
});
