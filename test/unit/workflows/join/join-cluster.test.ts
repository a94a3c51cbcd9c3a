import { describe, expect, it } from 'vitest';
import { deriveMemberName } from '../../../../jobs/core/membership/member-name.ts';
import { aSecondaryConfig } from '../../../builders/a-config.ts';
import { aJoinedSet, aPrimary, aSecondary } from '../../../builders/a-set.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';

async function aSecondaryWithToken(annotations: Record<string, string> = {}) {
  const primary = await aPrimary();
  const secondary = await aSecondary(primary);
  const { token = '' } = await primary.mint('join-token-a', annotations);
  return { primary, secondary, token };
}

describe('joinCluster()', () => {
  it('waits while there is no join Secret, and shows the thumbprint', async () => {
    const secondary = await aSecondary(await aPrimary());

    const outcome = await secondary.join();

    expect(outcome.step).toBe('wait');
    expect(await secondary.readStatus()).toMatchObject({
      status: 'Waiting',
      reason: 'NoJoinSecret',
      thumbprint: expect.stringMatching(/^[\w-]{43}$/) as string,
    });
  });

  it('joins with one token, and both sides say so', async () => {
    const { primary, secondary, token } = await aSecondaryWithToken();
    await secondary.giveToken({ token, 'member-name': 'edge-7' });

    const outcome = await secondary.join();

    expect(outcome.step).toBe('join');
    const status = await secondary.readStatus();
    const member = await primary.readMember('edge-7');
    expect(status).toMatchObject({ status: 'Joined', 'member-name': 'edge-7', 'primary-name': 'eu-central' });
    expect(member?.status).toMatchObject({
      thumbprint: status['thumbprint'],
      id: status['member-id'],
      joinedAt: status['joined-at'],
      versions: { agent: '0.1.0', kubernetes: 'v1.34.0-fake' },
      conditions: [{ type: 'Joined', status: 'True' }],
    });
  });

  it('shows on the token Secret who used it, and takes the token out', async () => {
    const { primary } = await aJoinedSet();

    const shown = await primary.lookAtToken('join-token-a');

    expect(shown).toMatchObject({ status: 'Spent', message: expect.stringContaining('"edge-7"') as string });
    expect(shown).not.toHaveProperty('token');
  });

  it('names a cluster that nobody named after its uid', async () => {
    const { secondary, primary, token } = await aSecondaryWithToken();
    await secondary.giveToken({ token });
    const kubeSystem = await secondary.kubernetes.get('Namespace', { name: 'kube-system' });

    await secondary.join();

    expect(await primary.listMembers()).toContain(deriveMemberName(kubeSystem?.metadata.uid ?? ''));
  });

  it('joins with the name the token is bound to', async () => {
    const { primary, secondary, token } = await aSecondaryWithToken({ 'joinery.dev/member-name': 'edge-7' });
    await secondary.giveToken({ token });

    await secondary.join();

    expect(await primary.listMembers()).toEqual(['edge-7', 'eu-central']);
  });

  it('joins with a token that is bound to its key', async () => {
    const primary = await aPrimary();
    const secondary = await aSecondary(primary);
    await secondary.join();
    const { thumbprint = '' } = await secondary.readStatus();
    const { token = '' } = await primary.mint('a', { 'joinery.dev/member-thumbprint': thumbprint });
    await secondary.giveToken({ token, 'member-name': 'edge-7' });

    await secondary.join();

    expect(await primary.listMembers()).toEqual(['edge-7', 'eu-central']);
  });

  it("joins with the chart's Secret when the user has none", async () => {
    const { primary, secondary, token } = await aSecondaryWithToken();
    await secondary.writeSecret('joinery-join', { token, 'member-name': 'edge-7' });

    await secondary.join();

    expect(await primary.listMembers()).toContain('edge-7');
  });

  it("prefers the user's Secret to the chart's", async () => {
    const { primary, secondary, token } = await aSecondaryWithToken();
    await secondary.writeSecret('joinery-join', { token, 'member-name': 'edge-8' });
    await secondary.giveToken({ token, 'member-name': 'edge-7' });

    await secondary.join();

    expect(await primary.listMembers()).toEqual(['edge-7', 'eu-central']);
  });

  it('goes to the endpoint of the Secret instead of that of the token', async () => {
    const { primary, secondary, token } = await aSecondaryWithToken();
    const endpoint = 'https://other.example.com/way';
    secondary.hub.route(endpoint, () => primary.answerer);
    await secondary.giveToken({ token, endpoint });

    await secondary.join();

    expect(await secondary.readStatus()).toMatchObject({ status: 'Joined', endpoint });
    expect(secondary.hub.sent.map((request) => request.endpoint)).toEqual([endpoint]);
  });

  it('joins over plain http when both sides say so', async () => {
    const ingressURL = 'http://hub.example.com';
    const primary = await aPrimary('primary', { ingressURL, allowInsecureURL: true });
    const { join } = aSecondaryConfig();
    const secondary = await aSecondary(primary, { config: { join: { ...join, allowInsecureURL: true } } });
    const { token = '' } = await primary.mint('a');
    await secondary.giveToken({ token });

    await secondary.join();

    expect(await secondary.readStatus()).toMatchObject({ status: 'Joined', endpoint: ingressURL });
  });

  it.for([
    ['ten minutes ahead', '2026-11-20T12:10:00.000Z'],
    ['ten minutes behind', '2026-11-20T11:50:00.000Z'],
  ] as const)('joins with a clock that is %s, by correcting it once', async ([, now]) => {
    const primary = await aPrimary();
    const secondary = await aSecondary(primary, { clock: new FakeClock(now) });
    const { token = '' } = await primary.mint('a');
    await secondary.giveToken({ token, 'member-name': 'edge-7' });

    await secondary.join();

    expect(await primary.listMembers()).toContain('edge-7');
    expect(secondary.hub.sent).toHaveLength(2);
  });
});
