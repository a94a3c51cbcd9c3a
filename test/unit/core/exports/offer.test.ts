import { describe, expect, it } from 'vitest';
import {
  cleanOffered,
  deriveOfferKey,
  describeOffer,
  digestOffers,
} from '../../../../jobs/core/exports/offer.ts';
import { aKey } from '../../../builders/a-key.ts';

const key = deriveOfferKey(aKey(1, 'X25519'));
const colours = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'colours', namespace: 'shop' },
  data: { sky: 'blue', grass: 'green' },
};

describe('cleanOffered()', () => {
  it('leaves nothing of its cluster', () => {
    const metadata = {
      ...colours.metadata,
      uid: 'a-uid',
      resourceVersion: '7',
      labels: { app: 'shop' },
      annotations: { note: 'mine' },
      ownerReferences: [{}],
    };

    expect(cleanOffered({ ...colours, metadata, immutable: true })).toEqual(colours);
  });
});

describe('describeOffer()', () => {
  it('says the same of the same content, in whatever order', () => {
    const turned = { ...colours, data: { grass: 'green', sky: 'blue' } };

    expect(describeOffer(turned, key)).toEqual(describeOffer(colours, key));
  });

  it('says something else of another content', () => {
    const other = { ...colours, data: { sky: 'red', grass: 'green' } };

    expect(describeOffer(other, key).digest).not.toBe(describeOffer(colours, key).digest);
  });

  it('says of a content what no other member says', () => {
    const other = deriveOfferKey(aKey(2, 'X25519'));

    expect(describeOffer(colours, other).digest).not.toBe(describeOffer(colours, key).digest);
  });
});

describe('digestOffers()', () => {
  it('changes with each offer', () => {
    const one = describeOffer(colours, key);
    const digests = [[], [one], [one, one], [{ ...one, name: 'shapes' }]].map((offers) =>
      digestOffers(offers),
    );

    expect(new Set(digests).size).toBe(4);
  });
});
