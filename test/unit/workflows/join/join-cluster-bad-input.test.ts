import { beforeEach, describe, expect, it } from 'vitest';
import { aSecondaryConfig, releaseNamespace } from '../../../builders/a-config.ts';
import { aPrimary, aSecondary, type Primary, type Secondary } from '../../../builders/a-set.ts';
import type { FakeKubernetesApi } from '../../../fakes/fake-kubernetes-api.ts';

const { join: joinConfig } = aSecondaryConfig();

let primary: Primary;
let secondary: Secondary;
let token: string;

beforeEach(async () => {
  primary = await aPrimary();
  secondary = await aSecondary(primary);
  token = (await primary.mint('join-token-a'))['token'] ?? '';
});

describe('joinCluster() with a bad join Secret', () => {
  it.for([
    ['a token cut at its end', (whole: string) => ({ token: whole.slice(0, -3) }), 'TokenMalformed'],
    [
      'a token with one letter altered',
      (whole: string) => ({ token: whole.replace(/.$/, '!') }),
      'TokenMalformed',
    ],
    ['no token', () => ({ endpoint: 'https://hub.example.com' }), 'JoinSecretInvalid'],
    ['an empty token', () => ({ token: '' }), 'JoinSecretInvalid'],
    ['an unknown key', (whole: string) => ({ token: whole, cluster: 'edge-7' }), 'JoinSecretInvalid'],
    ['an empty name', (whole: string) => ({ token: whole, 'member-name': '' }), 'JoinSecretInvalid'],
    [
      'both names',
      (whole: string) => ({ token: whole, 'member-name': 'a', 'cluster-name': 'a' }),
      'JoinSecretInvalid',
    ],
    ['a name that is none', (whole: string) => ({ token: whole, 'member-name': 'Edge 7' }), 'NameInvalid'],
    ['an endpoint that is none', (whole: string) => ({ token: whole, endpoint: 'hub' }), 'UrlInvalid'],
    ['an http endpoint', (whole: string) => ({ token: whole, endpoint: 'http://hub' }), 'UrlInsecure'],
    ['a CA that is none', (whole: string) => ({ token: whole, 'ca.crt': 'no' }), 'CaInvalid'],
  ] as const)('fails for %s, and says so before anything is sent', async ([, build, reason]) => {
    await secondary.giveToken(build(token));

    await expect(secondary.join()).rejects.toThrow(/^Cannot /);

    expect(await secondary.readStatus()).toMatchObject({ status: 'Failed', reason });
    expect(secondary.hub.sent).toEqual([]);
  });

  it('fails for a token of another hub than the pinned one', async () => {
    const pinned = { ...joinConfig, primaryThumbprint: 'A'.repeat(43) };
    const careful = await aSecondary(primary, { config: { join: pinned } });
    await careful.giveToken({ token });

    await expect(careful.join()).rejects.toMatchObject({ code: 'JOINERY_PRIMARY_PIN_MISMATCH' });

    expect(careful.hub.sent).toEqual([]);
  });

  it('fails for a bad name in the values', async () => {
    const misnamed = await aSecondary(primary, { config: { name: 'Edge_7' } });
    await misnamed.giveToken({ token });

    await expect(misnamed.join()).rejects.toMatchObject({ code: 'JOINERY_NAME_INVALID' });
  });

  it('joins as soon as the Secret is mended', async () => {
    await secondary.giveToken({ token: token.slice(0, -3) });
    await expect(secondary.join()).rejects.toMatchObject({ code: 'JOINERY_TOKEN_MALFORMED' });

    await secondary.giveToken({ token });
    await secondary.join();

    expect(await secondary.readStatus()).toMatchObject({ status: 'Joined', reason: 'Joined', remedy: '' });
  });
});

describe('joinCluster() in trouble with its own cluster', () => {
  it('refuses a namespace that holds K10, and leaves the Secrets there alone', async () => {
    const metadata = { name: 'k10-config', namespace: releaseNamespace };
    await secondary.kubernetes.create('ConfigMap', { metadata });
    const before = secondary.kubernetes.dump();

    await expect(secondary.join()).rejects.toMatchObject({ code: 'JOINERY_NAMESPACE_HOLDS_K10' });

    expect(secondary.kubernetes.dump()).toBe(before);
  });

  it.for([
    ['a part is no JSON', { 'signing.jwk': '{' }],
    ['a part is missing', { 'signing.jwk': '' }],
    ['the membership is no membership', { 'membership.json': 'null' }],
  ] as const)('says that its identity is damaged when %s, and makes no new one', async ([, changed]) => {
    await secondary.join();
    await secondary.writeSecret('mc-identity', {
      ...(await secondary.readSecret('mc-identity')),
      ...changed,
    });
    const before = await secondary.readSecret('mc-identity');

    await expect(secondary.join()).rejects.toMatchObject({ code: 'JOINERY_IDENTITY_DAMAGED' });

    expect(await secondary.readSecret('mc-identity')).toEqual(before);
    expect(await secondary.readStatus()).toMatchObject({ status: 'Failed', reason: 'IdentityDamaged' });
  });

  it.for([
    ['get Secret'],
    ['create Secret'],
    ['get Deployment'],
    ['get Namespace'],
    ['get ConfigMap'],
  ] as const)('names the right it lacks: %s', async ([right]) => {
    secondary.kubernetes.forbidden.add(right);
    await secondary.giveToken({ token }).catch(() => undefined);

    await expect(secondary.join()).rejects.toMatchObject({
      code: 'JOINERY_KUBERNETES_FORBIDDEN',
      remedy: expect.stringContaining(`"${right.split(' ')[0]}"`) as string,
    });
  });

  it('tries again later when its API server is away', async () => {
    await secondary.giveToken({ token });
    secondary.kubernetes.isAway = true;
    await expect(secondary.join()).rejects.toMatchObject({
      code: 'JOINERY_KUBERNETES_UNREACHABLE',
      disposition: 'retry',
    });

    secondary.kubernetes.isAway = false;
    await secondary.join();

    expect(await secondary.readStatus()).toMatchObject({ status: 'Joined' });
  });
});

describe('joinCluster() in trouble with the hub', () => {
  it('says Joining while the hub is away, and joins when it is back', async () => {
    const endpoint = 'https://away.example.com';
    await secondary.giveToken({ token, endpoint });
    await expect(secondary.join()).rejects.toMatchObject({
      code: 'JOINERY_HUB_UNREACHABLE',
      disposition: 'retry',
    });
    const away = await secondary.readStatus();

    secondary.hub.route(endpoint, () => primary.answerer);
    await secondary.join();

    expect(away).toMatchObject({ status: 'Joining', reason: 'HubUnreachable' });
    expect(await secondary.readStatus()).toMatchObject({ status: 'Joined' });
  });

  it.for([
    ['its API server is away', (hub: FakeKubernetesApi) => hub.goAway(), 'HubNotReady'],
    ['it lacks a right', (hub: FakeKubernetesApi) => hub.forbidden.add('create Member'), 'HubNotReady'],
    ['its CRD is missing', (hub: FakeKubernetesApi) => hub.missingKinds.add('Member'), 'HubNotReady'],
    [
      'it has a bug',
      (hub: FakeKubernetesApi) => hub.failWritesBy(new Error('a bug nobody may see')),
      'Internal',
    ],
  ] as const)('says Joining when %s, and tells nothing of why', async ([, trouble, reason]) => {
    trouble(primary.kubernetes);
    await secondary.giveToken({ token });

    await expect(secondary.join()).rejects.toMatchObject({ disposition: 'retry' });

    const status = await secondary.readStatus();
    expect(status).toMatchObject({ status: 'Joining', reason });
    expect(status['message']).not.toMatch(/right|Member|bug|fake/);
  });
});
