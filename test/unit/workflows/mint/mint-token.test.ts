import { beforeEach, describe, expect, it } from 'vitest';
import { Confidential } from '../../../../jobs/core/confidential/confidential.ts';
import { parseJoinToken } from '../../../../jobs/core/join-token/parse-join-token.ts';
import { renderSecretData } from '../../../../jobs/core/kubernetes/secret-data.ts';
import { digestOf } from '../../../../jobs/core/protocol/digest.ts';
import { endpoint, setNamespace } from '../../../builders/a-config.ts';
import { aJoinedSet, aPrimary, type Primary } from '../../../builders/a-set.ts';
import { Killed } from '../../../fakes/fake-kubernetes-api.ts';
import { found } from '../../../builders/found.ts';

let primary: Primary;

beforeEach(async () => {
  primary = await aPrimary();
});

async function overwrite(secretName: string, texts: Record<string, string>): Promise<void> {
  const stored = await primary.kubernetes.get('Secret', { namespace: setNamespace, name: secretName });
  if (stored !== undefined)
    await primary.kubernetes.update('Secret', { ...stored, data: renderSecretData(texts) });
}

describe('mintToken()', () => {
  it('fills an empty token Secret', async () => {
    const texts = await primary.mint('join-token-a');

    expect(texts).toEqual({
      status: 'Ready',
      message: 'Lets 1 cluster join until 2026-11-21T12:00:00Z.',
      'expires-at': '2026-11-21T12:00:00Z',
      endpoint,
      token: expect.stringMatching(/^jnry_/) as string,
    });
  });

  it('writes into the token what the annotations ask for, and what a member has to trust', async () => {
    const caBundle = '-----BEGIN CERTIFICATE-----';
    primary = await aPrimary('primary', { caBundle });

    const { token = '', message } = await primary.mint('join-token-a', {
      'joinery.dev/ttl': '90m',
      'joinery.dev/uses': 'unlimited',
      'joinery.dev/member-name': 'edge-7',
    });

    expect(message).toBe('Lets any number of clusters join as "edge-7" until 2026-11-20T13:30:00Z.');
    expect(parseJoinToken(new Confidential(token))).toMatchObject({
      endpoint,
      hubThumbprint: primary.hub.identity().hubId,
      expiresAt: new Date('2026-11-20T13:30:00.000Z'),
      memberName: 'edge-7',
      caDigest: digestOf(caBundle),
    });
  });

  it('keeps of the token only what checks it', async () => {
    const { token = '' } = await primary.mint('join-token-a');
    const { secret } = parseJoinToken(new Confidential(token));
    await primary.remove('Secret', 'join-token-a');

    expect(primary.kubernetes.dump()).not.toContain(secret.reveal());
    expect(primary.kubernetes.dump()).not.toContain(Buffer.from(secret.reveal()).toString('base64'));
  });

  it('writes nothing when run again', async () => {
    await primary.mint('join-token-a');
    const before = primary.kubernetes.dump();

    await primary.lookAtToken('join-token-a');

    expect(primary.kubernetes.dump()).toBe(before);
  });

  it.for([
    ['emptied', {}],
    ['edited', { token: 'jnry_stolen', status: 'Ready' }],
    ['given another key', { extra: 'x' }],
  ] as const)('restores a Secret that was %s by hand', async ([, texts]) => {
    const before = await primary.mint('join-token-a');
    await overwrite('join-token-a', texts);

    expect(await primary.lookAtToken('join-token-a')).toEqual(before);
  });

  it('does not mint anew what was emptied after use', async () => {
    const joined = await aJoinedSet();
    primary = joined.primary;
    await overwrite('join-token-a', {});

    const texts = await primary.lookAtToken('join-token-a');

    expect(texts).toMatchObject({ status: 'Spent' });
    expect(texts).not.toHaveProperty('token');
  });

  it('takes a Secret deleted and made again for another token', async () => {
    const { token: first } = await primary.mint('join-token-a');
    await primary.remove('Secret', 'join-token-a');

    const { token: second } = await primary.mint('join-token-a');

    expect(second).not.toBe(first);
    expect(second).toMatch(/^jnry_/);
  });

  it('run by two replicas at once makes one token', async () => {
    const metadata = { name: 'join-token-a', namespace: setNamespace };
    await primary.kubernetes.create('Secret', { metadata, type: 'joinery.dev/join-token' });

    const [one, other] = await Promise.all([
      primary.lookAtToken('join-token-a'),
      primary.lookAtToken('join-token-a'),
    ]);

    expect(one).toEqual(other);
    expect(
      primary.kubernetes.writes.filter((write) => write.startsWith('create Secret verifier')),
    ).toHaveLength(1);
  });

  it.for([
    ['the verifier', 1],
    ['the token', 2],
  ] as const)('killed before it writes %s ends the same when run again', async ([, count]) => {
    const calm = await aPrimary();
    const undisturbed = await calm.mint('join-token-a');
    primary.kubernetes.killAtWrite(count);
    await expect(primary.mint('join-token-a')).rejects.toThrow(Killed);

    expect(await primary.lookAtToken('join-token-a')).toEqual(undisturbed);
  });

  it('says on the Secret and by an Event which annotation is wrong, and makes no token', async () => {
    const texts = await primary.mint('join-token-a', { 'joinery.dev/uses': 'many' });

    expect(texts).toEqual({
      status: 'Invalid',
      message: expect.stringMatching(
        /^Cannot make a token: .*joinery\.dev\/uses.*Set joinery\.dev\/uses to /,
      ) as string,
    });
    expect(await primary.kubernetes.list('Event', { namespace: setNamespace })).toMatchObject([
      { type: 'Warning', reason: 'TokenAnnotationInvalid', involvedObject: { name: 'join-token-a' } },
    ]);
  });

  it('makes the token once the annotation is mended', async () => {
    await primary.mint('join-token-a', { 'joinery.dev/uses': 'many' });
    const ref = { namespace: setNamespace, name: 'join-token-a' };
    const stored = found(await primary.kubernetes.get('Secret', ref));
    const metadata = { ...stored.metadata, annotations: { 'joinery.dev/uses': '2' } };
    await primary.kubernetes.update('Secret', { ...stored, metadata });

    expect(await primary.lookAtToken('join-token-a')).toMatchObject({ status: 'Ready' });
  });

  it('reads the annotations once: what is written later changes nothing', async () => {
    const before = await primary.mint('join-token-a', { 'joinery.dev/member-name': 'edge-7' });
    const ref = { namespace: setNamespace, name: 'join-token-a' };
    const stored = found(await primary.kubernetes.get('Secret', ref));
    await primary.kubernetes.update('Secret', {
      ...stored,
      metadata: { ...stored.metadata, annotations: {} },
    });

    expect(await primary.lookAtToken('join-token-a')).toEqual(before);
  });

  it('says so when its verifier was damaged, and makes no new one', async () => {
    await primary.mint('join-token-a');
    const verifier = await primary.readVerifier('join-token-a');
    await overwrite(`verifier-${verifier?.tokenId}`, { 'verifier.json': '{' });

    const texts = await primary.lookAtToken('join-token-a');

    expect(texts).toMatchObject({ status: 'Invalid' });
    expect(texts).not.toHaveProperty('token');
  });

  it('leaves the Secret alone when it lacks a right, so that it can be tried again', async () => {
    const metadata = { name: 'join-token-a', namespace: setNamespace };
    await primary.kubernetes.create('Secret', { metadata, type: 'joinery.dev/join-token' });
    primary.kubernetes.forbidden.add('create Secret');
    const before = primary.kubernetes.dump();

    await expect(primary.lookAtToken('join-token-a')).rejects.toMatchObject({
      code: 'JOINERY_KUBERNETES_FORBIDDEN',
    });

    expect(primary.kubernetes.dump()).toBe(before);
  });
});
