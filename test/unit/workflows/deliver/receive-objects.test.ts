import { beforeEach, describe, expect, it } from 'vitest';
import type { ObjectsAnswer } from '#validators/objects-answer';
import type { Manifest } from '../../../../jobs/core/kubernetes/manifest.ts';
import { unseal } from '../../../../jobs/core/sealing/seal.ts';
import { JoineryError } from '../../../../jobs/errors/joinery-error.ts';
import type { MemberIdentity, Membership } from '../../../../jobs/core/member-identity/member-identity.ts';
import { exchange } from '../../../../jobs/workflows/exchange/exchange.ts';
import { aConfigMap, aSecretWith } from '../../../builders/a-manifest.ts';
import { aJoinedSet, aSecondary, type Primary, type Secondary } from '../../../builders/a-set.ts';
import { found } from '../../../builders/found.ts';
import { settle } from '../../../fakes/fake-clock.ts';

const uid = '0b6f3a52-6b0e-4c0e-9a57-1c6f6a3a9d10';

let primary: Primary;
let secondary: Secondary;
let member: { identity: MemberIdentity; membership: Membership };

beforeEach(async () => {
  ({ primary, secondary } = await aJoinedSet());
  await settle();
  member = await standingOf(secondary);
});

async function standingOf(of: Secondary): Promise<typeof member> {
  const outcome = await of.join();
  if (!('identity' in outcome)) throw new Error(`It is no member but ${outcome.step}`);
  return outcome;
}

/** Asks as a member does; refusals come as errors. */
async function ask(ids: readonly string[], by = member, from = secondary): Promise<ObjectsAnswer> {
  const { identity, membership } = by;
  const { endpoint, extraCa, chain, memberName: name } = membership;
  const link = { endpoint, extraCa, proof: { chain }, signing: identity.signing, clockOffsetMs: 0 };
  const said = { path: '/v1/objects', body: { name, ids } };
  const { body } = await exchange(from.ports, link, said, new AbortController().signal);
  return body as ObjectsAnswer;
}

const want = (manifests: readonly Manifest[], isConfidential = false) =>
  primary.parts.want('edge-7', { uid, isConfidential }, manifests);
const codeOf = async (asked: Promise<unknown>) =>
  asked.then(
    () => 'no error',
    (error: unknown) => (error instanceof JoineryError ? error.code : String(error)),
  );
const change = async (spec: Record<string, unknown>) => {
  const stored = found(await primary.readMember('edge-7'));
  await primary.kubernetes.update('Member', { ...stored, spec });
  await settle();
};

describe('receiveObjects()', () => {
  it('hands out what is on the list, and says what is not', async () => {
    const [id = ''] = want([aConfigMap()]);
    const stranger = 'x'.repeat(43);

    expect(await ask([id, stranger])).toEqual({
      objects: [{ id, manifest: aConfigMap() }],
      unknown: [stranger],
    });
  });

  it('seals a Secret to the member, anew each time', async () => {
    const [id = ''] = want([aSecretWith('sesame')]);

    const [one, other] = [await ask([id]), await ask([id])];

    const sealed = found(one.objects[0]?.sealed);
    expect(one.objects).toEqual([{ id, sealed }]);
    expect(other.objects[0]?.sealed).not.toBe(sealed);
    expect(await unseal(sealed, member.identity.sealing)).toEqual(aSecretWith('sesame'));
  });

  it('seals whatever is confidential', async () => {
    const [id = ''] = want([aConfigMap()], true);

    const { objects } = await ask([id]);

    expect(await unseal(found(objects[0]?.sealed), member.identity.sealing)).toEqual(aConfigMap());
  });

  it('lets nobody read a Secret who reads along, in whatever form', async () => {
    const [id = ''] = want([aSecretWith('open sesame, and close behind me')]);

    await ask([id]);

    const crossed = [...secondary.hub.sent, ...secondary.hub.received]
      .flatMap(({ headers, body }) => [JSON.stringify(headers), Buffer.from(body).toString('latin1')])
      .join('\n');
    const plain = aSecretWith('open sesame, and close behind me');
    for (const form of [
      'sesame',
      'c2VzYW1l',
      Buffer.from('sesame').toString('hex'),
      Buffer.from(JSON.stringify(plain)).toString('base64').slice(0, 60),
    ]) {
      expect(crossed).not.toContain(form);
    }
  });

  it('gives as many as fit into an answer, and the others when they are asked for', async () => {
    const ids = want(
      Array.from({ length: 8 }, (_, at) => aConfigMap(`part-${at}`, { text: `${at}`.repeat(100_000) })),
    );
    const got: string[] = [];

    for (let round = 0; round < 4 && got.length < ids.length; round += 1) {
      const { objects, unknown } = await ask(ids.filter((id) => !got.includes(id)));
      expect(JSON.stringify(objects).length).toBeLessThan(600_000);
      expect(unknown).toEqual([]);
      got.push(...objects.map(({ id }) => id));
    }

    expect(got.toSorted()).toEqual(ids.toSorted());
  });

  it('gives one that alone is more than fits', async () => {
    const ids = want([aConfigMap('a', { text: 'a'.repeat(900_000) }), aConfigMap('b')]);

    expect((await ask(ids)).objects.map(({ id }) => id)).toEqual([ids[0]]);
  });

  it("gives nothing of another member's", async () => {
    const other = await aSecondary(primary, { name: 'other' });
    const { token = '' } = await primary.mint('join-token-b');
    await other.giveToken({ token, 'member-name': 'edge-8' });
    await other.join();
    const ids = want([aConfigMap(), aSecretWith('sesame')]);

    expect(await ask(ids, await standingOf(other), other)).toEqual({ objects: [], unknown: ids });
  });

  it('gives nothing under a name that is not its own', async () => {
    const ids = want([aConfigMap()]);
    const { identity, membership } = member;

    const forged = { identity, membership: { ...membership, memberName: 'eu-central' } };

    expect(await codeOf(ask(ids, forged))).toBe('JOINERY_MEMBER_UNKNOWN');
  });

  it('gives no longer what is no longer on the list', async () => {
    const ids = want([aConfigMap()]);
    primary.parts.withdraw('edge-7', uid);

    expect(await ask(ids)).toEqual({ objects: [], unknown: ids });
  });

  it('gives nothing to a member that is paused', async () => {
    const ids = want([aConfigMap()]);
    await change({ paused: true });

    expect(await ask(ids)).toEqual({ objects: [], unknown: ids });
  });

  it('gives nothing to a member that waits to be accepted', async () => {
    ({ primary, secondary } = await aJoinedSet({ approval: 'manual' }));
    await settle();
    const ids = want([aConfigMap()]);
    const pending = await standingOf(secondary);
    const before = await ask(ids, pending);
    await change({ accepted: true });

    expect(before).toEqual({ objects: [], unknown: ids });
    expect((await ask(ids, pending)).objects).toHaveLength(1);
  });

  it('gives nothing to a member that left', async () => {
    const ids = want([aConfigMap()]);
    await secondary.leave();
    await settle();

    expect(await codeOf(ask(ids))).toBe('JOINERY_MEMBER_UNKNOWN');
  });

  it('gives nothing while it is not known what members should have', async () => {
    const ids = want([aConfigMap()]);
    primary.parts.isSynced = false;

    expect(await codeOf(ask(ids))).toBe('JOINERY_HUB_NOT_READY');
  });

  it.for([
    ['no ids', []],
    ['an id that is none', ['../secrets']],
    ['more ids than anybody asks for', Array.from({ length: 501 }, () => 'x'.repeat(43))],
  ] as const)('does not take %s', async ([, ids]) => {
    expect(await codeOf(ask(ids))).toBe('JOINERY_REQUEST_INVALID');
  });

  it('tells whoever plays a request again what it told before, sealed', async () => {
    const [id = ''] = want([aSecretWith('sesame')]);
    await ask([id]);

    const { status, body } = await secondary.hub.replay(found(secondary.hub.sent.at(-1)));

    expect(status).toBe(200);
    expect(JSON.parse(Buffer.from(body).toString())).toEqual({
      objects: [{ id, sealed: expect.any(String) as string }],
      unknown: [],
    });
  });

  it('answers nobody who plays a request again later', async () => {
    const ids = want([aConfigMap()]);
    await ask(ids);
    await primary.clock.advance(301_000);

    expect((await secondary.hub.replay(found(secondary.hub.sent.at(-1)))).status).toBe(401);
  });

  it('lets nothing be kept on the way', async () => {
    await ask(want([aConfigMap()]));

    expect(secondary.hub.received.at(-1)?.headers['cache-control']).toBe('private, no-store');
  });
});
