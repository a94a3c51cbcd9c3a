import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runAgent } from '../../../../jobs/workflows/agent/run-agent.ts';
import { judgeMembers } from '../../../../jobs/workflows/presence/judge-members.ts';
import { publishPresence } from '../../../../jobs/workflows/presence/publish-presence.ts';
import { rekeyCluster } from '../../../../jobs/workflows/rekey/rekey-cluster.ts';
import { releaseNamespace } from '../../../builders/a-config.ts';
import { aJoinedSet, aSecondary, type Primary, type Secondary } from '../../../builders/a-set.ts';

let primary: Primary;
let original: Secondary;
let copy: Secondary;
let stop: AbortController;
let work: Promise<unknown>[];

/** A member, and a cluster that has a copy of its keys and the same kube-system UID; the hub judges both. */
beforeEach(async () => {
  ({ primary, secondary: original } = await aJoinedSet());
  copy = await aSecondary(primary, { name: 'copy', cluster: 'secondary' });
  await copy.writeSecret('mc-identity', await original.readSecret('mc-identity'));
  stop = new AbortController();
  const { ports, hub } = primary;
  work = [publishPresence(ports, hub, stop.signal), judgeMembers(ports, hub, stop.signal)];
  work.push(runAgent(original.ports, original.config, stop.signal));
  await advance(20);
  work.push(runAgent(copy.ports, copy.config, stop.signal));
  await advance(30);
});

afterEach(async () => {
  stop.abort(new Error('stopped'));
  await Promise.allSettled(work);
});

const advance = async (seconds: number) => primary.clock.advance(seconds * 1000);

async function readUnique(): Promise<string | undefined> {
  const conditions = (await primary.readMember('edge-7'))?.status?.conditions;
  const unique = conditions?.find(({ type }) => type === 'IdentityUnique');
  return unique && `${unique.status} ${unique.reason}`;
}

describe('a copy of a member', () => {
  it('is refused for as long as it has the keys of the first', async () => {
    await primary.clock.leap(1_200_000);
    await advance(61);

    expect(await readUnique()).toBe('False DuplicateIdentity');
    expect(await copy.readStatus()).toMatchObject({ status: 'Rejected', reason: 'DuplicateIdentity' });
    expect(await original.readStatus()).toMatchObject({ status: 'Joined', reason: 'Joined' });
  });

  it('is a member of its own after rekeyCluster(), and ten minutes later the first is called unique', async () => {
    const before = await readUnique();
    const newKey = await rekeyCluster(copy.ports, releaseNamespace);
    const { token = '' } = await primary.mint('join-token-copy', { 'joinery.dev/clone': 'true' });
    await copy.giveToken({ token, 'member-name': 'edge-8' });
    await advance(5);
    await primary.clock.leap(500_000);
    const soon = await readUnique();

    await primary.clock.leap(130_000);
    await advance(10);

    expect([before, soon, await readUnique()]).toEqual([
      'False DuplicateIdentity',
      'False DuplicateIdentity',
      'True OneInstance',
    ]);
    expect((await primary.readMember('edge-8'))?.status?.thumbprint).toBe(newKey);
    expect(await copy.readStatus()).toMatchObject({ status: 'Joined', 'member-name': 'edge-8' });
  });
});
