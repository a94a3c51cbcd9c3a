import { beforeEach, describe, expect, it } from 'vitest';
import {
  buildHubIdentitySecret,
  parseHubIdentitySecret,
} from '../../../../jobs/core/hub-identity/hub-identity-secret.ts';
import { parseSecretData } from '../../../../jobs/core/kubernetes/secret-data.ts';
import { verifyKeyChain } from '../../../../jobs/core/protocol/key-chain.ts';
import { rotateHubKey } from '../../../../jobs/workflows/rotate/rotate-hub-key.ts';
import { aPrimaryConfig, setNamespace } from '../../../builders/a-config.ts';
import { aPrimary, type Primary } from '../../../builders/a-set.ts';
import { found } from '../../../builders/found.ts';
import { Killed } from '../../../fakes/fake-kubernetes-api.ts';
import { SeededRandom } from '../../../fakes/seeded-random.ts';

const ref = { namespace: setNamespace, name: 'hub-identity' };
const dayMs = 86_400_000;
let primary: Primary;

const rotate = async (hubKeyRotation: string, replica = 'primary') => {
  const ports = { ...primary.ports, random: new SeededRandom(`${replica} ${hubKeyRotation}`) };
  return rotateHubKey(ports, aPrimaryConfig({ hubKeyRotation }));
};
const readSecret = async () => found(await primary.kubernetes.get('Secret', ref));
const readIdentity = async () => parseHubIdentitySecret(await readSecret());
const annotate = async (annotations: Record<string, string>) => {
  const secret = await readSecret();
  await primary.kubernetes.update('Secret', { ...secret, metadata: { ...secret.metadata, annotations } });
};
const listEvents = async () => {
  const events = await primary.kubernetes.list('Event', { namespace: setNamespace });
  return events.map(({ reason }) => reason);
};

beforeEach(async () => {
  primary = await aPrimary();
});

describe('rotateHubKey()', () => {
  it('writes nothing into a Secret that is damaged', async () => {
    await primary.kubernetes.update('Secret', { ...(await readSecret()), data: {} });

    await expect(rotate('monday')).rejects.toMatchObject({ code: 'JOINERY_HUB_KEY_DAMAGED' });
    expect((await readSecret()).data).toEqual({});
  });

  it('makes no key where there is none', async () => {
    await primary.remove('Secret', 'hub-identity');

    expect(await rotate('monday')).toBeUndefined();
    expect(await primary.kubernetes.get('Secret', ref)).toBeUndefined();
  });

  it('says so when the chain has no room', async () => {
    const identity = await readIdentity();
    const [link] = identity.chain;
    const chain = Array.from({ length: 64 }, () => found(link));
    const data = buildHubIdentitySecret({ ...identity, chain }, setNamespace).data ?? {};
    await primary.kubernetes.update('Secret', { ...(await readSecret()), data });

    await rotate('monday');

    expect((await readIdentity()).chain).toHaveLength(64);
    expect(await listEvents()).toContain('HubKeyNotRotated');
  });

  it('ends the same when it is killed before either write and runs again', async () => {
    primary.kubernetes.killAtWrite(0);

    await expect(rotate('monday')).rejects.toThrow(Killed);
    await rotate('monday');
    await primary.clock.advance(dayMs);
    primary.kubernetes.killAtWrite(0);
    await expect(rotate('monday')).rejects.toThrow(Killed);
    await rotate('monday');

    const { chain, next, rotated } = await readIdentity();
    expect([chain.length, next, rotated]).toEqual([2, undefined, 'monday']);
  });

  it('makes one key when two replicas obey at once', async () => {
    primary.kubernetes.afterNextRead('hub-identity', async () => void (await rotate('monday', 'other')));

    const identity = found(await rotate('monday'));

    expect(identity).toEqual(await readIdentity());
    expect(identity.chain).toHaveLength(2);
  });

  it('obeys a value once, and none when that is taken out', async () => {
    await rotate('monday');
    await rotate('monday');
    await rotate('');

    expect((await readIdentity()).chain).toHaveLength(2);
  });

  it('obeys a command once, and leaves other annotations alone', async () => {
    await annotate({ 'joinery.dev/rotate-hub-key': '', 'example.com/note': 'kept' });

    await rotate('');
    await rotate('');

    expect((await readSecret()).metadata.annotations).toEqual({ 'example.com/note': 'kept' });
    expect((await readIdentity()).chain).toHaveLength(2);
  });

  it('announces for the overlap, then forgets the old key', async () => {
    const before = await readIdentity();

    const announced = found(await rotate('monday'));
    await primary.clock.advance(dayMs - 1000);
    const still = found(await rotate('monday'));
    await primary.clock.advance(1000);
    const after = found(await rotate('monday'));

    expect(announced.next?.from).toBe(before.epoch + 86_400);
    expect([announced.signing, still.signing]).toEqual([before.signing, before.signing]);
    expect(after.signing).toEqual(announced.next?.signing);
    expect(JSON.stringify(parseSecretData((await readSecret()).data))).not.toContain(before.signing.d);
    expect((await verifyKeyChain(after.chain, before.hubId)).proven).toHaveLength(2);
    expect(await listEvents()).toEqual(['HubKeyAnnounced', 'HubKeyRotated']);
  });

  it('keeps a command that came while a successor waited, until it is obeyed', async () => {
    await rotate('monday');
    await primary.clock.advance(dayMs);
    await annotate({ 'joinery.dev/rotate-hub-key': '' });

    await rotate('monday');

    const { chain, next } = await readIdentity();
    expect([chain.length, next === undefined]).toEqual([3, false]);
  });
});
