import { describe, expect, it } from 'vitest';
import { aCommandLine } from '../../../builders/a-command-line.ts';
import { releaseNamespace } from '../../../builders/a-config.ts';
import { aJoinedSet } from '../../../builders/a-set.ts';
import { found } from '../../../builders/found.ts';
import { DirectHubTransport } from '../../../fakes/direct-hub-transport.ts';

/** A member whose agent is ready, and a terminal from which its hub cannot be reached. */
async function aSetFarAway() {
  const { primary, secondary } = await aJoinedSet();
  await secondary.startAgent();
  const far = { ...secondary, ports: { ...secondary.ports, hub: new DirectHubTransport({}) } };
  return { primary, secondary, ...aCommandLine(primary, far) };
}

describe('leave', () => {
  it('leaves, keeps the release, and joins again with a new token as the same member', async () => {
    const { primary, secondary } = await aJoinedSet();
    const { run, agentLooks } = aCommandLine(primary, secondary);
    const before = await primary.readMember('edge-7');

    const left = await run('leave --context edge-7');
    await agentLooks();

    expect(left).toMatchObject({ exitCode: 0, out: 'This cluster left the set.\n' });
    expect(await secondary.readStatus()).toMatchObject({ status: 'Waiting' });
    const { token = '' } = await primary.mint('t2');
    const joined = await run('join --context edge-7 --member-name edge-7', {
      input: token,
      meanwhile: agentLooks,
    });
    expect(joined).toMatchObject({ exitCode: 0 });
    expect((await primary.readMember('edge-7'))?.status?.id).toBe(before?.status?.id);
  });

  it('makes the agent stand down when the token in the values would join again', async () => {
    const { primary, secondary, token } = await aJoinedSet();
    await secondary.writeSecret('joinery-join', { token });
    const { run, agentLooks } = aCommandLine(primary, secondary);

    await run('leave --context edge-7');
    await agentLooks();

    expect(await secondary.readStatus()).toMatchObject({ status: 'Left' });
  });

  it('has the agent tell the primary, which cannot be reached from here', async () => {
    const { run, primary, agentLooks } = await aSetFarAway();

    const left = await run('leave --context edge-7', { meanwhile: agentLooks });

    expect(left).toMatchObject({ exitCode: 0, out: 'This cluster left the set.\n' });
    expect((await primary.readMember('edge-7'))?.status?.leftAt).toBeDefined();
  });

  it('leaves without an agent that does nothing, and says that the primary was not told', async () => {
    const { run, primary, secondary } = await aSetFarAway();

    const left = await run('leave --context edge-7 --timeout 10');

    expect(left).toMatchObject({ exitCode: 0, out: expect.stringContaining('could not be told') });
    expect((await primary.readMember('edge-7'))?.status?.leftAt).toBeUndefined();
    expect(await secondary.readSecret('mc-identity')).not.toHaveProperty(['membership.json']);
  });

  it('leaves without an agent that takes the order off and does not obey it', async () => {
    const { run, secondary } = await aSetFarAway();
    const ref = { namespace: releaseNamespace, name: 'mc-join-status' };
    const meanwhile = async () => {
      const status = found(await secondary.kubernetes.get('Secret', ref));
      const { annotations: _, ...metadata } = status.metadata;
      await secondary.kubernetes.update('Secret', { ...status, metadata });
    };

    const left = await run('leave --context edge-7', { meanwhile });

    expect(left).toMatchObject({ exitCode: 0, out: expect.stringContaining('left the set') });
    expect(await secondary.readSecret('mc-identity')).not.toHaveProperty(['membership.json']);
  });
});

describe('rekey', () => {
  it('asks before it loses the old keys', async () => {
    const { primary, secondary } = await aJoinedSet();
    const before = await secondary.readSecret('mc-identity');

    expect(await aCommandLine(primary, secondary).run('rekey --context edge-7')).toMatchObject({
      exitCode: 2,
    });
    expect(await secondary.readSecret('mc-identity')).toEqual(before);
  });

  it('makes other keys, keeps nothing of the old, and takes a token to come back', async () => {
    const { primary, secondary } = await aJoinedSet();
    const { run, agentLooks } = aCommandLine(primary, secondary);
    const { 'signing.jwk': oldKey = '' } = await secondary.readSecret('mc-identity');
    const { d: oldSecret } = JSON.parse(oldKey) as { d: string };

    const { exitCode, out } = await run('rekey --context edge-7 --yes');

    expect(exitCode).toBe(0);
    expect(JSON.stringify(await secondary.readSecret('mc-identity'))).not.toContain(oldSecret);
    const { thumbprint = 'none' } = await secondary.readStatus();
    expect(out).toContain(thumbprint);
    const replacing = { 'joinery.dev/member-name': 'edge-7', 'joinery.dev/replace': 'true' };
    const { token = '' } = await primary.mint('t2', replacing);
    const joined = await run('join --context edge-7 --member-name edge-7', {
      input: token,
      meanwhile: agentLooks,
    });
    expect(joined).toMatchObject({ exitCode: 0 });
    expect((await primary.readMember('edge-7'))?.status?.thumbprint).toBe(thumbprint);
  });
});
