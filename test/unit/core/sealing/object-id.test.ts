import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Confidential } from '../../../../jobs/core/confidential/confidential.ts';
import { createHubIdentity } from '../../../../jobs/core/hub-identity/create-hub-identity.ts';
import {
  announceSuccessor,
  dropPredecessor,
} from '../../../../jobs/core/hub-identity/rotate-hub-identity.ts';
import { deriveMemberKey } from '../../../../jobs/core/sealing/member-key.ts';
import { objectId } from '../../../../jobs/core/sealing/object-id.ts';

const identity = createHubIdentity(Buffer.alloc(96, 1), new Date(0), '');
const memberId = 'b7a1c0de-0000-4000-8000-000000000001';
const key = deriveMemberKey(identity, memberId);
const aManifest = (data: Record<string, unknown> = { sky: 'blue', sea: 'green' }) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'colours', namespace: 'shop' },
  data,
});

describe('objectId()', () => {
  it('has the form of the wire', () => {
    expect(objectId(key, aManifest())).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  it('is the same whatever the order of keys, at every depth', () => {
    const other = { data: { sea: 'green', sky: 'blue' }, metadata: { namespace: 'shop', name: 'colours' } };

    expect(objectId(key, { ...other, kind: 'ConfigMap', apiVersion: 'v1' })).toBe(objectId(key, aManifest()));
  });

  it.for([
    ['value', { sky: 'grey', sea: 'green' }],
    ['type', { sky: 'blue', sea: ['green'] }],
    ['key', { sky: 'blue', lake: 'green' }],
    ['missing value', { sky: 'blue' }],
  ] as const)('is another for another %s', ([, data]) => {
    expect(objectId(key, aManifest(data))).not.toBe(objectId(key, aManifest()));
  });

  it('is another for items in another order', () => {
    const ids = [
      ['a', 'b'],
      ['b', 'a'],
    ].map((list) => objectId(key, aManifest({ list })));

    expect(ids[0]).not.toBe(ids[1]);
  });

  it.for([
    ['member', identity, 'b7a1c0de-0000-4000-8000-000000000002'],
    ['hub', { tokenSeed: new Confidential(Buffer.alloc(32, 9).toString('base64url')) }, memberId],
  ] as const)('is another for another %s', ([, hub, id]) => {
    expect(objectId(deriveMemberKey(hub, id), aManifest())).not.toBe(objectId(key, aManifest()));
  });
});

describe('deriveMemberKey()', () => {
  it('gives the same key after the hub changed its own', async () => {
    const announced = await announceSuccessor(identity, { seed: Buffer.alloc(32, 7), from: 0, mark: 'a' });
    const rotated = dropPredecessor(announced);

    expect(deriveMemberKey(rotated, memberId).equals(key)).toBe(true);
  });

  it('gives a key that does not show itself', () => {
    const secret = key.export();
    const shown = `${inspect(key)} ${JSON.stringify(key)}`;

    expect(shown).not.toContain(secret.toString('base64url'));
    expect(shown).not.toContain(secret.toString('hex'));
  });
});
