import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { publicHalf } from '../../../../jobs/core/keys/public-half.ts';
import { rotateMember } from '../../../../jobs/workflows/members/order-member.ts';
import { setNamespace } from '../../../builders/a-config.ts';
import { aContact } from '../../../builders/a-contact.ts';
import { aKey } from '../../../builders/a-key.ts';
import { aConfigMap, aSecretWith } from '../../../builders/a-manifest.ts';
import { aJoinedSet, type Primary, type Secondary } from '../../../builders/a-set.ts';
import { found } from '../../../builders/found.ts';

const uid = '0b6f3a52-6b0e-4c0e-9a57-1c6f6a3a9d10';
const { signal } = new AbortController();

let primary: Primary;
let secondary: Secondary;
let line: Awaited<ReturnType<typeof aContact>>;

beforeEach(async () => {
  ({ primary, secondary } = await aJoinedSet());
  line = await aContact(secondary);
  await primary.clock.advance(1000);
});

afterEach(async () => line.end());

const want = (manifests: Parameters<Primary['parts']['want']>[2], isConfidential = false) =>
  primary.parts.want('edge-7', { uid, isConfidential }, manifests);
const fetchAll = async (ids: readonly string[]) => line.contact.fetchObjects(ids, signal);
const asked = () => secondary.hub.sent.filter(({ path }) => path === '/v1/objects').length;

describe('fetchObjects()', () => {
  it('gives what is in the clear and what was sealed alike, and says which is which', async () => {
    const [plain = '', secret = ''] = want([aConfigMap(), aSecretWith('sesame')]);

    const { objects, unknown } = await fetchAll([plain, secret]);

    expect(objects.get(plain)).toEqual({ manifest: aConfigMap(), isConfidential: false });
    expect(objects.get(secret)).toEqual({ manifest: aSecretWith('sesame'), isConfidential: true });
    expect(unknown).toEqual([]);
  });

  it('asks as often as it takes', async () => {
    const many = Array.from({ length: 1100 }, (_, at) => aConfigMap(`small-${at}`));
    const large = Array.from({ length: 6 }, (_, at) =>
      aConfigMap(`large-${at}`, { text: 'x'.repeat(200_000) }),
    );
    const ids = want([...large, ...many]);

    const { objects } = await fetchAll(ids);

    expect([...objects.keys()].toSorted()).toEqual(ids.toSorted());
    expect(asked()).toBeLessThan(8);
  });

  it('asks for nothing when nothing is wanted', async () => {
    expect(await fetchAll([])).toEqual({ objects: new Map(), unknown: [] });
    expect(asked()).toBe(0);
  });

  it('says what is not on the list any more', async () => {
    const [id = ''] = want([aConfigMap()]);
    const gone = 'x'.repeat(43);

    const { objects, unknown } = await fetchAll([gone, id]);

    expect([...objects.keys()]).toEqual([id]);
    expect(unknown).toEqual([gone]);
  });

  it('gives up on a hub that has nothing of what was asked for', async () => {
    primary.parts.find = () => Object.assign(new Map<string, never>(), { has: () => true });

    await expect(fetchAll(['x'.repeat(43)])).rejects.toMatchObject({ code: 'JOINERY_ANSWER_NOT_PROVEN' });
  });

  it('does not take what is no object', async () => {
    const [id = ''] = want([{ sky: 'blue' } as never]);

    await expect(fetchAll([id])).rejects.toMatchObject({ code: 'JOINERY_ANSWER_NOT_PROVEN' });
  });

  it('says that what is sealed to another key does not open, and opens it once the hub knows better', async () => {
    const [id = ''] = want([aSecretWith('sesame')]);
    const member = found(await primary.readMember('edge-7'));
    const keys = found(member.status?.keys);
    const stale = { ...member.status, keys: { ...keys, sealing: publicHalf(aKey(9, 'X25519')) } };
    await primary.kubernetes.updateStatus('Member', { ...member, status: stale });
    await primary.clock.advance(0);
    await expect(fetchAll([id])).rejects.toMatchObject({ code: 'JOINERY_SEAL_NOT_OPENED' });

    await rotateMember(primary.ports, { namespace: setNamespace, name: 'edge-7' });
    await primary.clock.advance(2000);

    expect((await fetchAll([id])).objects.get(id)?.manifest).toEqual(aSecretWith('sesame'));
  });

  it('opens what is sealed after the member changed its keys', async () => {
    const [id = ''] = want([aSecretWith('sesame')]);
    await rotateMember(primary.ports, { namespace: setNamespace, name: 'edge-7' });
    await primary.clock.advance(2000);

    expect((await fetchAll([id])).objects.get(id)?.manifest).toEqual(aSecretWith('sesame'));
  });
});
