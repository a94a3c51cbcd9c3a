import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lookAfterTokens } from '../../../../jobs/workflows/mint/look-after-tokens.ts';
import { KubernetesRefused } from '../../../../jobs/ports/kubernetes-errors.ts';
import { setNamespace } from '../../../builders/a-config.ts';
import { aPrimary, aSecondary, type Primary } from '../../../builders/a-set.ts';

const daySeconds = 24 * 3600;

let primary: Primary;
let stop: AbortController;
let ended: Promise<unknown>;

beforeEach(async () => {
  primary = await aPrimary();
  stop = new AbortController();
  ended = lookAfterTokens(primary.ports, primary.hub, stop.signal).catch((error: unknown) => error);
});

afterEach(async () => {
  stop.abort(new Error('stopped'));
  await ended;
});

async function advance(seconds: number): Promise<void> {
  await primary.clock.advance(seconds * 1000);
}

async function leap(seconds: number): Promise<void> {
  await primary.clock.leap(seconds * 1000);
}

async function makeSecret(annotations: Record<string, string> = {}): Promise<void> {
  const metadata = { name: 'join-token-a', namespace: setNamespace, annotations };
  await primary.kubernetes.create('Secret', { metadata, type: 'joinery.dev/join-token' });
  await advance(0);
}

describe('lookAfterTokens()', () => {
  it('fills a Secret as soon as it appears', async () => {
    await makeSecret();

    expect(await primary.readToken('join-token-a')).toMatchObject({ status: 'Ready' });
  });

  it('fills a Secret that was there before', async () => {
    const later = await aPrimary('later');
    const metadata = { name: 'join-token-a', namespace: setNamespace };
    await later.kubernetes.create('Secret', { metadata, type: 'joinery.dev/join-token' });
    const running = lookAfterTokens(later.ports, later.hub, stop.signal).catch((error: unknown) => error);

    await later.clock.advance(0);

    expect(await later.readToken('join-token-a')).toMatchObject({ status: 'Ready' });
    stop.abort(new Error('stopped'));
    await running;
  });

  it('leaves Secrets of other types alone', async () => {
    const metadata = { name: 'other', namespace: setNamespace };
    await primary.kubernetes.create('Secret', { metadata, type: 'Opaque' });

    await advance(60);

    expect(await primary.readToken('other')).toEqual({});
  });

  it('takes the token out when it was used', async () => {
    await makeSecret();
    const secondary = await aSecondary(primary);
    await secondary.giveToken({ token: (await primary.readToken('join-token-a'))['token'] ?? '' });

    await secondary.join();
    await advance(0);

    const texts = await primary.readToken('join-token-a');
    expect(texts).toMatchObject({ status: 'Spent' });
    expect(texts).not.toHaveProperty('token');
  });

  it('takes the token out within seconds of its expiry', async () => {
    await makeSecret({ 'joinery.dev/ttl': '60s' });

    await advance(66);

    const texts = await primary.readToken('join-token-a');
    expect(texts).toMatchObject({ status: 'Expired' });
    expect(texts).not.toHaveProperty('token');
  });

  it('shows when tokens expire, while they may be used', async () => {
    const name = 'joinery_join_token_expiry_timestamp_seconds{secret="join-token-a"}';
    await makeSecret();
    const before = await primary.metrics.render();

    await leap(daySeconds);
    await advance(5);

    expect(before).toContain(`${name} ${primary.clock.now().getTime() / 1000 - 5}\n`);
    expect(await primary.metrics.render()).not.toContain(name);
  });

  it('discards a verifier a week after expiry when its token Secret is gone', async () => {
    await makeSecret({ 'joinery.dev/ttl': '1d' });
    await primary.remove('Secret', 'join-token-a');
    await leap(8 * daySeconds - 10);
    const before = await primary.readVerifier('join-token-a');

    await leap(3620);

    expect(before).toBeDefined();
    expect(await primary.readVerifier('join-token-a')).toBeUndefined();
  });

  it('never lets an expired token come back to life, however long its Secret stays', async () => {
    await makeSecret({ 'joinery.dev/ttl': '1d' });

    await leap(2 * daySeconds);
    await leap(7 * daySeconds);
    await advance(10);

    const texts = await primary.readToken('join-token-a');
    expect(texts).toMatchObject({ status: 'Expired' });
    expect(texts).not.toHaveProperty('token');
  });

  it('goes on after trouble with the API server', async () => {
    const metadata = { name: 'join-token-a', namespace: setNamespace };
    await primary.kubernetes.create('Secret', { metadata, type: 'joinery.dev/join-token' });
    primary.kubernetes.forbidden.add('create Secret');
    await advance(60);
    const before = await primary.readToken('join-token-a');

    primary.kubernetes.forbidden.delete('create Secret');
    await advance(60);

    expect(before).toEqual({});
    expect(await primary.readToken('join-token-a')).toMatchObject({ status: 'Ready' });
  });

  it('lets a Secret that cannot be written hold up no other, and tries it ever more rarely', async () => {
    let attempts = 0;
    primary.kubernetes.beforeWrite = (verb, _, name) => {
      if (verb !== 'update' || name !== 'join-token-a') return;
      attempts += 1;
      throw new KubernetesRefused({ action: 'update Secret', status: 422, reason: 'Invalid' });
    };
    await makeSecret({ 'joinery.dev/ttl': '60s' });
    const metadata = { name: 'join-token-b', namespace: setNamespace };
    await primary.kubernetes.create('Secret', { metadata, type: 'joinery.dev/join-token' });
    await advance(0);
    const other = await primary.readToken('join-token-b');

    await advance(600);

    expect(other).toMatchObject({ status: 'Ready' });
    expect(attempts).toBeLessThan(20);
  });

  it('ends on a bug instead of hiding it', async () => {
    const metadata = { name: 'join-token-a', namespace: setNamespace };
    await primary.kubernetes.create('Secret', { metadata, type: 'joinery.dev/join-token' });
    primary.kubernetes.failWritesBy(new RangeError('a bug'));

    await advance(0);

    expect(await ended).toEqual(new RangeError('a bug'));
  });

  it('writes nothing while nothing changes', async () => {
    await makeSecret();
    const before = primary.kubernetes.writes.length;

    await advance(300);

    expect(primary.kubernetes.writes).toHaveLength(before);
  });

  it('ends when it is told to', async () => {
    stop.abort(new Error('stopped'));

    expect(await ended).toEqual(new Error('stopped'));
  });
});
