import { beforeEach, describe, expect, it } from 'vitest';
import { parseMemberIdentitySecret } from '../../../../jobs/core/member-identity/member-identity-secret.ts';
import type { HubIdentity } from '../../../../jobs/core/hub-identity/hub-identity.ts';
import { announceSuccessor } from '../../../../jobs/core/hub-identity/rotate-hub-identity.ts';
import { newestKey } from '../../../../jobs/core/protocol/key-chain.ts';
import { Answerer } from '../../../../jobs/workflows/answer/answerer.ts';
import { presentKeys } from '../../../../jobs/workflows/rotate/present-keys.ts';
import { rotateHubKey } from '../../../../jobs/workflows/rotate/rotate-hub-key.ts';
import { aPrimaryConfig, endpoint, releaseNamespace } from '../../../builders/a-config.ts';
import { aKey } from '../../../builders/a-key.ts';
import { aJoinedSet, aSecondary, type Primary, type Secondary } from '../../../builders/a-set.ts';
import { found } from '../../../builders/found.ts';

const dayMs = 86_400_000;
const minuteMs = 60_000;
const notProven = { code: 'JOINERY_ANSWER_NOT_PROVEN' };
let primary: Primary;
let secondary: Secondary;

const readIdentity = async () => {
  const ref = { namespace: releaseNamespace, name: 'mc-identity' };
  return parseMemberIdentitySecret(found(await secondary.kubernetes.get('Secret', ref)));
};
const readChain = async () => found((await readIdentity()).membership).chain;
/** Says to the hub what it knows already: any exchange does. */
const talk = async () => {
  const identity = await readIdentity();
  const presenter = { identity, membership: found(identity.membership), clockOffsetMs: 0 };
  return presentKeys(secondary.ports, secondary.config, presenter, new AbortController().signal);
};
const rotate = async (hubKeyRotation: string, hubKeyOverlap = '24h') => {
  await rotateHubKey(primary.ports, aPrimaryConfig({ hubKeyRotation, hubKeyOverlap }));
  await primary.takeUpIdentity();
};
/** Whoever holds this identity answers from now on. */
const answerAs = (identity: HubIdentity) => {
  const answerer = new Answerer(primary.ports, { ...primary.hub, identity: () => identity });
  secondary.hub.route(endpoint, () => answerer);
};

beforeEach(async () => {
  ({ primary, secondary } = await aJoinedSet());
});

describe('A member whose hub changes its key', () => {
  it('believes a thief of the old key no more, 10 minutes after the new one took over', async () => {
    const stolen = primary.hub.identity();
    await rotate('monday');
    await talk();
    answerAs(stolen);

    await primary.clock.advance(dayMs + 10 * minuteMs - 1000);
    await expect(talk()).resolves.toBeDefined();
    await primary.clock.advance(1000);

    await expect(talk()).rejects.toMatchObject(notProven);
  });

  it('believes no other successor that a thief of the old key makes', async () => {
    const stolen = primary.hub.identity();
    await rotate('monday');
    await talk();
    const facts = { seed: new Uint8Array(32), from: 0, mark: '' };

    answerAs(await announceSuccessor(await announceSuccessor(stolen, facts), facts));

    await expect(talk()).rejects.toMatchObject(notProven);
  });

  it('believes no key of which no chain tells', async () => {
    answerAs({ ...primary.hub.identity(), signing: aKey(9) });

    await expect(talk()).rejects.toMatchObject(notProven);
  });

  it('follows when it was away for two changes', async () => {
    await rotate('monday');
    await primary.clock.advance(dayMs);
    await rotate('monday');
    await rotate('tuesday');
    await primary.clock.advance(30 * dayMs);
    await rotate('tuesday');

    await talk();

    expect(newestKey(await readChain())).toBe(newestKey(primary.hub.identity().chain));
    expect(await readChain()).toHaveLength(3);
  });

  it('follows also by a refusal', async () => {
    await rotate('monday', '1s');
    await primary.clock.advance(1000);
    await rotate('monday', '1s');
    await primary.remove('Member', 'edge-7');
    await primary.clock.advance(0);

    await expect(talk()).rejects.toMatchObject({ code: 'JOINERY_MEMBER_UNKNOWN' });
  });

  it('stays in touch by a replica that has not heard of the new key', async () => {
    const behind = primary.hub.identity();
    await rotate('monday');
    await talk();

    answerAs(behind);

    await expect(talk()).resolves.toBeDefined();
    expect(await readChain()).toHaveLength(2);
  });

  it('stays in touch by a replica whose Secret is not rewritten yet', async () => {
    await rotate('monday');
    await primary.clock.advance(dayMs + 60 * minuteMs);

    await expect(talk()).resolves.toBeDefined();
    expect(await readChain()).toHaveLength(2);
  });

  it('is told nothing it knows', async () => {
    await rotate('monday');
    await talk();
    const told = JSON.parse(Buffer.from(found(secondary.hub.received.at(-1)).body).toString()) as object;

    await talk();
    const later = JSON.parse(Buffer.from(found(secondary.hub.received.at(-1)).body).toString()) as object;

    expect([told, later]).toEqual([
      { thumbprint: expect.any(String), chain: primary.hub.identity().chain },
      { thumbprint: expect.any(String) },
    ]);
  });
});

describe('A token that pins an older key', () => {
  it('lets a cluster join after the change', async () => {
    const late = await aSecondary(primary, { name: 'late' });
    const { token: unused = '' } = await primary.mint('join-token-b', { 'joinery.dev/ttl': '30d' });
    await rotate('monday');
    await primary.clock.advance(2 * dayMs);
    await rotate('monday');
    await late.giveToken({ token: unused });

    await late.join();

    expect(await late.readStatus()).toMatchObject({ status: 'Joined' });
  });

  it('lets no thief of that key in between once its Secret was read anew', async () => {
    const stolen = primary.hub.identity();
    await primary.mint('join-token-b', { 'joinery.dev/ttl': '30d' });
    await rotate('monday');
    await primary.clock.advance(2 * dayMs);
    await rotate('monday');
    const { token: renewed = '' } = await primary.lookAtToken('join-token-b');
    await secondary.giveToken({ token: renewed });
    answerAs(stolen);

    await expect(secondary.join()).rejects.toMatchObject(notProven);
  });
});
