import { describe, expect, it } from 'vitest';
import { buildHoldingSecrets, parseHolding } from '../../../../jobs/core/applied-set/holding-secret.ts';
import type { Holding } from '../../../../jobs/core/applied-set/holding.ts';
import { keyOf } from '../../../../jobs/core/kubernetes/object-key.ts';
import { aDeployment, aSecretWith } from '../../../builders/a-manifest.ts';
import { uids } from '../../../builders/an-applier.ts';

const manifests = [aDeployment(1), aSecretWith('marked', 's')];
const holding: Holding = {
  part: {
    uid: uids.first,
    name: 'first',
    createdAt: '2026-11-20T10:00:00Z',
    revision: 'a'.repeat(43),
    conflict: 'Fail',
    deletion: 'Delete',
    createNamespaces: false,
    ignore: [],
    dryRun: false,
    allowPrune: '',
    objects: ['one', 'two'],
  },
  bodies: new Map(manifests.map((manifest, at) => [`${at}`, { manifest, isConfidential: at === 1 }])),
  inventory: manifests.map(keyOf),
  before: 0,
};

describe('buildHoldingSecrets()', () => {
  it('makes what parseHolding() reads back', () => {
    const { parent, more } = buildHoldingSecrets('joinery', holding);

    expect(more).toEqual([]);
    expect(parseHolding(parent, more)).toEqual(holding);
  });

  it('makes a Secret that is the parent of an ApplySet, by the letter of KEP-3659', () => {
    const { parent } = buildHoldingSecrets('joinery', holding);

    expect(parent.metadata).toMatchObject({
      name: `applied-${uids.first}`,
      labels: {
        'applyset.kubernetes.io/id': expect.stringMatching(/^applyset-[A-Za-z0-9_-]{43}-v1$/) as string,
      },
      annotations: {
        'applyset.kubernetes.io/tooling': 'joinery/v1',
        'applyset.kubernetes.io/contains-group-kinds': 'Deployment.apps,Secret',
        'applyset.kubernetes.io/additional-namespaces': 'shop',
      },
    });
  });

  it('makes the same of the same', () => {
    expect(buildHoldingSecrets('joinery', holding)).toEqual(buildHoldingSecrets('joinery', holding));
  });
});

describe('parseHolding()', () => {
  it('gives nothing of a Secret that was altered', () => {
    const { parent } = buildHoldingSecrets('joinery', holding);

    expect(parseHolding({ ...parent, data: { content: 'AAAA' } }, [])).toBeUndefined();
    expect(parseHolding({ ...parent, data: {} }, [])).toBeUndefined();
  });
});
