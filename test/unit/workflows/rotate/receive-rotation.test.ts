import { beforeEach, describe, expect, it } from 'vitest';
import { publicHalf } from '../../../../jobs/core/keys/public-half.ts';
import { thumbprint } from '../../../../jobs/core/keys/thumbprint.ts';
import { parseMemberIdentitySecret } from '../../../../jobs/core/member-identity/member-identity-secret.ts';
import { newestKey } from '../../../../jobs/core/protocol/key-chain.ts';
import { signVoucher } from '../../../../jobs/core/protocol/key-voucher.ts';
import { wirePaths } from '../../../../jobs/core/protocol/wire.ts';
import { exchange } from '../../../../jobs/workflows/exchange/exchange.ts';
import { rotateMemberKeys } from '../../../../jobs/workflows/rotate/rotate-member-keys.ts';
import { releaseNamespace } from '../../../builders/a-config.ts';
import { aKey } from '../../../builders/a-key.ts';
import { aJoinedSet, type Primary, type Secondary } from '../../../builders/a-set.ts';
import { found } from '../../../builders/found.ts';

const { signal } = new AbortController();
const identityRef = { namespace: releaseNamespace, name: 'mc-identity' };
const unknown = { code: 'JOINERY_MEMBER_UNKNOWN' };
let primary: Primary;
let secondary: Secondary;

const readStored = async () => found(await secondary.kubernetes.get('Secret', identityRef));
const readIdentity = async () => parseMemberIdentitySecret(await readStored());
const readPresenter = async () => {
  const identity = await readIdentity();
  return { identity, membership: found(identity.membership), clockOffsetMs: 0 };
};
const rotate = async (mark = 'monday') =>
  rotateMemberKeys(secondary.ports, secondary.config, await readPresenter(), { mark, signal });
const readMember = async () => found(await primary.readMember('edge-7'));
const readOwnThumbprint = async () => thumbprint((await readIdentity()).signing);

beforeEach(async () => {
  ({ primary, secondary } = await aJoinedSet());
});

describe('a rotation that somebody else sends', () => {
  it('gives a member no sealing key that its signing key does not vouch for', async () => {
    const { identity, membership } = await readPresenter();
    const { endpoint, extraCa, chain } = membership;
    const { signing } = identity;
    const body = {
      name: 'edge-7',
      hubKey: newestKey(chain),
      chain: identity.chain,
      sealing: publicHalf(aKey(9, 'X25519')),
      voucher: await signVoucher(aKey(8), publicHalf(aKey(9, 'X25519'))),
      keysExpireAt: '2027-02-18T12:00:00Z',
    };

    const link = { endpoint, extraCa, proof: { chain }, signing, clockOffsetMs: 0 };
    const asked = exchange(secondary.ports, link, { path: wirePaths.rotate, body }, signal);

    await expect(asked).rejects.toMatchObject({ code: 'JOINERY_REQUEST_INVALID' });
  });

  it('gives way to other keys that came while it was under way', async () => {
    const copy = await readStored();
    primary.kubernetes.afterNextRead('edge-7', async () => {
      await secondary.kubernetes.update('Secret', { ...copy, metadata: (await readStored()).metadata });
      await rotate('monday');
    });

    await expect(rotate('tuesday')).rejects.toMatchObject(unknown);

    expect((await readMember()).status?.thumbprint).toBe(await readOwnThumbprint());
    expect((await readIdentity()).rotated).toBe('monday');
  });

  it('does nothing for a thief of keys that were replaced', async () => {
    const stolen = await readStored();
    await rotate();
    const { thumbprint: kept } = found((await readMember()).status);
    const mine = await readStored();
    await secondary.kubernetes.update('Secret', { ...stolen, metadata: mine.metadata });

    await expect(rotate()).rejects.toMatchObject(unknown);
    expect((await readMember()).status?.thumbprint).toBe(kept);
  });

  it('does nothing when it is a recorded one, after other keys came', async () => {
    await rotate('monday');
    const recorded = found(secondary.hub.sent.at(-1));
    await rotate('tuesday');
    const { thumbprint: kept } = found((await readMember()).status);

    await secondary.hub.replay(recorded);

    expect((await readMember()).status?.thumbprint).toBe(kept);
  });

  it('does not undo a join that put older keys back', async () => {
    const older = await readStored();
    await rotate();
    const recorded = found(secondary.hub.sent.at(-1));
    const annotations = { 'joinery.dev/member-name': 'edge-7', 'joinery.dev/replace': 'true' };
    const { token: replacing = '' } = await primary.mint('join-token-b', annotations);
    await secondary.kubernetes.update('Secret', { ...older, metadata: (await readStored()).metadata });
    await secondary.giveToken({ token: replacing });
    await primary.clock.advance(5000);
    await secondary.join();

    const { status } = await secondary.hub.replay(recorded);

    expect(status).toBe(401);
    expect((await readMember()).status?.thumbprint).toBe(await readOwnThumbprint());
  });

  it('is answered like the first time when it is repeated, and writes nothing', async () => {
    await rotate();
    const recorded = found(secondary.hub.sent.at(-1));
    const writes = primary.kubernetes.writes.length;

    const { status } = await secondary.hub.replay(recorded);

    expect([status, primary.kubernetes.writes.length]).toEqual([200, writes]);
  });
});
