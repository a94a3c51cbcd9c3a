import { beforeEach, describe, expect, it } from 'vitest';
import { thumbprint } from '../../../../jobs/core/keys/thumbprint.ts';
import {
  buildMemberIdentitySecret,
  parseMemberIdentitySecret,
} from '../../../../jobs/core/member-identity/member-identity-secret.ts';
import { HubUnreachable } from '../../../../jobs/ports/hub-transport-errors.ts';
import { resolveKeys } from '../../../../jobs/workflows/rotate/resolve-keys.ts';
import { rotateMemberKeys } from '../../../../jobs/workflows/rotate/rotate-member-keys.ts';
import { releaseNamespace, setNamespace } from '../../../builders/a-config.ts';
import { aJoinedSet, type Primary, type Secondary } from '../../../builders/a-set.ts';
import { found } from '../../../builders/found.ts';
import { Killed } from '../../../fakes/fake-kubernetes-api.ts';

const { signal } = new AbortController();
const identityRef = { namespace: releaseNamespace, name: 'mc-identity' };
let primary: Primary;
let secondary: Secondary;
let token: string;

const readStored = async () => found(await secondary.kubernetes.get('Secret', identityRef));
const readIdentity = async () => parseMemberIdentitySecret(await readStored());
const readPresenter = async () => {
  const identity = await readIdentity();
  return { identity, membership: found(identity.membership), clockOffsetMs: 0 };
};
const rotate = async (mark = 'monday') =>
  rotateMemberKeys(secondary.ports, secondary.config, await readPresenter(), { mark, signal });
const resolve = async () => resolveKeys(secondary.ports, secondary.config, await readPresenter(), signal);
const readMember = async () => found(await primary.readMember('edge-7'));
const readOwnThumbprint = async () => thumbprint((await readIdentity()).signing);
/** The hub does what it is asked, and its next answer is lost. */
const loseNextAnswer = () => {
  secondary.hub.middle = async (request, next) => {
    await next(request);
    secondary.hub.middle = async (later, pass) => pass(later);
    throw new HubUnreachable({ endpoint: request.endpoint, found: 'reset' });
  };
};
/** A person puts an older copy of a Member or of the member's Secret back. */
const restoreMember = async (older: Awaited<ReturnType<typeof readMember>>) => {
  const { metadata } = await readMember();
  await primary.kubernetes.updateStatus('Member', { ...older, metadata });
};

beforeEach(async () => {
  ({ primary, secondary, token } = await aJoinedSet());
});

describe('rotateMemberKeys()', () => {
  it('changes nothing when the hub cannot be reached, and ends with the same keys later', async () => {
    const before = await readIdentity();
    secondary.hub.middle = async ({ endpoint }) => {
      throw new HubUnreachable({ endpoint, found: 'refused' });
    };
    await expect(rotate()).rejects.toMatchObject({ code: 'JOINERY_HUB_UNREACHABLE' });
    const waiting = await readIdentity();
    secondary.hub.middle = async (request, next) => next(request);

    await rotate('tuesday');

    expect([waiting.signing, waiting.rotated]).toEqual([before.signing, '']);
    expect(await readIdentity()).toMatchObject({ signing: waiting.next?.signing, rotated: 'monday' });
    expect((await readMember()).status?.thumbprint).toBe(await readOwnThumbprint());
  });

  it('ends the same when the answer is lost', async () => {
    loseNextAnswer();
    await expect(rotate()).rejects.toMatchObject({ code: 'JOINERY_HUB_UNREACHABLE' });

    await resolve();

    expect((await readMember()).status?.thumbprint).toBe(await readOwnThumbprint());
    expect((await readIdentity()).next).toBeUndefined();
  });

  it.for([0, 1])('ends the same when it is killed at write %d and runs again', async (write) => {
    secondary.kubernetes.killAtWrite(write);

    await expect(rotate()).rejects.toThrow(Killed);
    await rotate();

    expect((await readMember()).status?.thumbprint).toBe(await readOwnThumbprint());
    expect(await readIdentity()).toMatchObject({ rotated: 'monday' });
    expect((await readIdentity()).next).toBeUndefined();
    expect((await readIdentity()).chain).toHaveLength(2);
  });

  it('ends the same when the hub is killed before its write', async () => {
    primary.kubernetes.killAtWrite(0);

    await expect(rotate()).rejects.toMatchObject({ code: 'JOINERY_INTERNAL' });
    await rotate();

    expect((await readMember()).status?.thumbprint).toBe(await readOwnThumbprint());
  });

  it('makes no keys where the Secret is gone', async () => {
    const presenter = await readPresenter();
    await secondary.remove('Secret', 'mc-identity');

    const options = { mark: '', signal };
    expect(await rotateMemberKeys(secondary.ports, secondary.config, presenter, options)).toBeUndefined();
    expect(await secondary.kubernetes.get('Secret', identityRef)).toBeUndefined();
  });

  it('believes no yes to other keys', async () => {
    secondary.hub.middle = async (request, next) => {
      const response = await next(request);
      return { ...response, body: Buffer.from(JSON.stringify({ thumbprint: 'A'.repeat(43) })) };
    };

    await expect(rotate()).rejects.toMatchObject({ code: 'JOINERY_ANSWER_NOT_PROVEN' });
    expect((await readIdentity()).next).toBeDefined();
  });

  it('changes both keys and nothing else about the member', async () => {
    const before = await readMember();
    const { signing, sealing } = await readIdentity();
    await primary.clock.advance(60_000);

    await rotate();

    const { metadata, status } = await readMember();
    const after = await readIdentity();
    expect([after.signing.x, after.sealing.x]).not.toContain(signing.x);
    expect(after.sealing.x).not.toBe(sealing.x);
    expect(after).toMatchObject({ madeAt: '2026-11-20T12:01:00Z', rotated: 'monday' });
    expect(status).toEqual({
      ...before.status,
      thumbprint: thumbprint(after.signing),
      keys: {
        signing: { kty: 'OKP', crv: 'Ed25519', x: after.signing.x },
        sealing: { kty: 'OKP', crv: 'X25519', x: after.sealing.x },
      },
      keysChangedAt: '2026-11-20T12:01:00Z',
      keysExpireAt: '2027-02-18T12:01:00Z',
    });
    expect(metadata.uid).toBe(before.metadata.uid);
    expect(JSON.stringify((await readStored()).data)).not.toContain(signing.d);
  });

  it('is told by an Event', async () => {
    await rotate();

    const events = await primary.kubernetes.list('Event', { namespace: setNamespace });
    expect(events.map(({ reason }) => reason)).toContain('KeysRotated');
  });
});

describe('resolveKeys()', () => {
  it('believes at once that a member with its first keys is unknown', async () => {
    await primary.remove('Member', 'edge-7');
    const asked = secondary.hub.sent.length;

    expect(await resolve()).toBeUndefined();
    expect(secondary.hub.sent).toHaveLength(asked);
  });

  it('believes that a removed member is unknown by its next keys too', async () => {
    loseNextAnswer();
    await expect(rotate()).rejects.toMatchObject({ code: 'JOINERY_HUB_UNREACHABLE' });
    await primary.remove('Member', 'edge-7');
    await primary.clock.advance(0);

    expect(await resolve()).toBeUndefined();
    expect((await readIdentity()).next).toBeDefined();
  });

  it('tells nothing of the keys from an outage', async () => {
    await rotate();
    secondary.hub.middle = async ({ endpoint }) => {
      throw new HubUnreachable({ endpoint, found: 'refused' });
    };

    await expect(resolve()).rejects.toMatchObject({ code: 'JOINERY_HUB_UNREACHABLE' });
  });

  it('leads a hub that was restored on to the keys of today', async () => {
    const older = await readMember();
    await rotate('monday');
    await rotate('tuesday');
    await restoreMember(older);
    await primary.clock.advance(0);

    await resolve();

    expect((await readMember()).status?.thumbprint).toBe(await readOwnThumbprint());
  });
});

describe('A member whose keys changed', () => {
  it('comes back with the token it used, at no second use', async () => {
    await rotate();
    await secondary.leave();
    await secondary.uninstall();
    await secondary.install();

    await secondary.join();

    expect(await secondary.readStatus()).toMatchObject({ status: 'Joined' });
    expect((await primary.readVerifier('join-token-a'))?.uses).toHaveLength(1);
  });

  it('does not lend that token to the keys it had before', async () => {
    const stolen = await readIdentity();
    await rotate();
    const data = found(buildMemberIdentitySecret({ ...stolen, membership: undefined }, '').data);
    await secondary.kubernetes.update('Secret', { ...(await readStored()), data });
    await secondary.giveToken({ token, 'member-name': 'edge-7' });

    await expect(secondary.join()).rejects.toMatchObject({ code: 'JOINERY_NAME_TAKEN' });
  });

  it('joins with a new token although the answer to its rotation was lost', async () => {
    loseNextAnswer();
    await expect(rotate()).rejects.toMatchObject({ code: 'JOINERY_HUB_UNREACHABLE' });
    const { token: fresh = '' } = await primary.mint('join-token-b');
    await secondary.giveToken({ token: fresh });

    const outcome = await secondary.join();

    expect((await readMember()).status?.thumbprint).toBe(await readOwnThumbprint());
    expect(outcome).toMatchObject({ step: 'join', status: { thumbprint: await readOwnThumbprint() } });
  });

  it('leaves although the answer to its rotation was lost', async () => {
    loseNextAnswer();
    await expect(rotate()).rejects.toMatchObject({ code: 'JOINERY_HUB_UNREACHABLE' });

    await secondary.leave();

    expect((await readMember()).status?.leftAt).toBeDefined();
  });
});
