import { beforeEach, describe, expect, it } from 'vitest';
import type { OffersAnswer } from '#validators/offers-answer';
import type { OffersRequest } from '#validators/offers-request';
import { describeOffer, deriveOfferKey } from '../../../../jobs/core/exports/offer.ts';
import { publicHalf } from '../../../../jobs/core/keys/public-half.ts';
import { wirePaths } from '../../../../jobs/core/protocol/wire.ts';
import { seal } from '../../../../jobs/core/sealing/seal.ts';
import { exchange } from '../../../../jobs/workflows/exchange/exchange.ts';
import { aKey } from '../../../builders/a-key.ts';
import { aJoinedSet, type Primary, type Secondary } from '../../../builders/a-set.ts';

const { signal } = new AbortController();
const key = deriveOfferKey(aKey(1, 'X25519'));
const login = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'login', namespace: 'shop' },
  type: 'Opaque',
  data: { password: 'b3BlbiBzZXNhbWU=' },
};
const colours = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'colours', namespace: 'shop' },
  data: { sky: 'blue' },
};

let primary: Primary;
let secondary: Secondary;

async function tell(said: Omit<OffersRequest, 'name'>): Promise<OffersAnswer> {
  const outcome = await secondary.join();
  if (!('identity' in outcome)) throw new Error('It is no member');
  const { identity, membership } = outcome;
  const { endpoint, extraCa, chain, memberName: name } = membership;
  const link = { endpoint, extraCa, proof: { chain }, signing: identity.signing, clockOffsetMs: 0 };
  const { body } = await exchange(
    secondary.ports,
    link,
    { path: wirePaths.offers, body: { name, ...said } },
    signal,
  );
  return body as OffersAnswer;
}

const kept = async () => primary.objects.names().filter((name) => name.includes('export-'));
const offers = (...manifests: (typeof login | typeof colours)[]) =>
  manifests.map((manifest) => ({ ...describeOffer(manifest, key) }));

beforeEach(async () => {
  const exports = {
    enabled: true,
    kinds: ['ConfigMap', 'Secret'] as ('ConfigMap' | 'Secret')[],
    perMember: 20,
    maxBytes: 262_144,
  };
  ({ primary, secondary } = await aJoinedSet({ exports }));
});

describe('receiveOffers()', () => {
  it('asks for what it lacks, with the key to seal to', async () => {
    const { lacking, sealing } = await tell({ offers: offers(colours, login) });

    expect(lacking).toEqual([0, 1]);
    expect(sealing).toMatchObject({ crv: 'X25519' });
    expect(sealing).not.toHaveProperty('d');
  });

  it.for([
    ['a Secret that is not sealed', async () => ({ manifest: login })],
    [
      'a Secret that is sealed to somebody else',
      async () => ({ sealed: await seal(login, publicHalf(aKey(2, 'X25519'))) }),
    ],
    ['nothing', async () => ({})],
  ] as const)('refuses %s', async ([, close]) => {
    const content = { index: 0, ...(await close()) };

    await expect(tell({ offers: offers(login), content })).rejects.toMatchObject({
      code: 'JOINERY_REQUEST_INVALID',
    });
    expect(await kept()).toEqual([]);
  });

  it.for([
    ['another object', { ...colours, metadata: { ...colours.metadata, name: 'shapes' } }],
    [
      'an object of another namespace',
      { ...colours, metadata: { ...colours.metadata, namespace: 'kube-system' } },
    ],
    ['an object of another kind', { ...colours, kind: 'Secret' }],
    ['more than was offered', { ...colours, data: { sky: 'blue'.repeat(100) } }],
    ['a type that was not offered', { ...colours, type: 'joinery.dev/join-token' }],
  ] as const)('refuses %s in place of the one offered', async ([, manifest]) => {
    const content = { index: 0, manifest };

    await expect(tell({ offers: offers(colours), content })).rejects.toMatchObject({
      code: 'JOINERY_REQUEST_INVALID',
    });
    expect(await kept()).toEqual([]);
  });

  it('passes over the content of what it does not take', async () => {
    const token = { ...login, type: 'joinery.dev/join-token' };
    const content = { index: 0, sealed: 'whatever' };

    const { refused, lacking } = await tell({ offers: offers(token), content });

    expect([refused.map(({ reason }) => reason), lacking]).toEqual([['TypeNotTaken'], []]);
    expect(await kept()).toEqual([]);
  });

  it('touches nothing of other members, nor of the set', async () => {
    const theirs = { 'joinery.dev/exported-by': 'edge-8' };
    const metadata = { name: 'export-edge-8-0', namespace: 'joinery-mc', labels: theirs };
    primary.objects.edit({ apiVersion: 'v1', kind: 'ConfigMap', metadata }, 'joinery');

    await tell({ offers: [] });

    expect(await kept()).toEqual(['ConfigMap joinery-mc/export-edge-8-0']);
  });
});
