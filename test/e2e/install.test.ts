import { afterEach, describe, expect, it } from 'vitest';
import { openE2e } from '../releases/cluster-access.ts';
import { findCondition, readMember, waitForReason } from '../releases/member-object.ts';
import { createToken, installPrimary, primaryValues, setNamespace } from '../releases/primary-release.ts';
import { SecondaryRelease } from '../releases/secondary-release.ts';
import { waitFor } from '../releases/wait-for.ts';

const e2e = await openE2e();
const { primary, secondary } = e2e;
const releases: SecondaryRelease[] = [];

async function prepare(): Promise<SecondaryRelease> {
  const release = await SecondaryRelease.prepare(secondary);
  releases.push(release);
  return release;
}

afterEach(async () => {
  for (const release of releases.splice(0)) {
    await release.uninstall();
    await release.remove();
  }
});

describe.for(['helm3', 'helm4'] as const)('a secondary installed by %s', (helm) => {
  it('joins through the TLS-terminating ingress, upgrades, rolls back and leaves', async () => {
    const release = await prepare();
    const name = release.namespace;
    const { token, secretName } = await createToken(primary);
    await release.giveToken({ token, 'member-name': name });

    const installed = await release.install({}, helm);

    expect(installed.succeeded, installed.output).toBe(true);
    const status = await release.status();
    expect(status).toMatchObject({
      status: 'Joined',
      'member-name': name,
      'primary-name': 'eu-central',
      remedy: '',
    });
    const member = await waitForReason(primary, name, ['Online', 'Heard']);
    expect(member.status?.thumbprint).toBe(status['thumbprint']);
    expect(await primary.readSecret(setNamespace, secretName)).toMatchObject({ status: 'Spent' });
    expect(await primary.readSecret(setNamespace, secretName)).not.toHaveProperty('token');

    const unchanged = await release.install({}, helm);
    expect(unchanged.succeeded, unchanged.output).toBe(true);
    expect(await release.status()).toEqual(status);

    const rolledBack = await secondary.helm(helm, ['rollback', release.name, '1', '-n', release.namespace]);
    expect(rolledBack.succeeded, rolledBack.output).toBe(true);
    expect(await release.status()).toEqual(status);

    const uninstalled = await release.uninstall(helm);
    expect(uninstalled.succeeded, uninstalled.output).toBe(true);
    expect(await release.status()).toMatchObject({ status: 'Left' });
    const left = findCondition(await readMember(primary, name), 'Joined');
    expect(left).toMatchObject({ status: 'False', reason: 'Left' });
  });
});

describe('a primary', () => {
  it.for(['helm3', 'helm4'] as const)('is upgraded by %s without changing its identity', async (helm) => {
    const before = await primary.kubectl(['get', 'secret', 'hub-identity', '-n', setNamespace, '-o', 'json']);

    await installPrimary(primary, primaryValues(e2e.ingress, e2e.ingressCa), helm);

    expect(await primary.kubectl(['get', 'secret', 'hub-identity', '-n', setNamespace, '-o', 'json'])).toBe(
      before,
    );
  });

  it('fills a join-token Secret, says so, and empties it when it expired', async () => {
    const { secretName, token } = await createToken(primary, { 'joinery.dev/ttl': '10s' });

    expect(token).toMatch(/^jnry_/);
    const texts = await waitFor(
      'the token to expire',
      async () => primary.readSecret(setNamespace, secretName),
      ({ status }) => status === 'Expired',
    );
    expect(texts).not.toHaveProperty('token');
    expect(texts['message']).toMatch(/^Expired at .* Create another join-token Secret\.$/);
  });

  it('says what is wrong with an annotation it cannot read', async () => {
    const { secretName, token } = await createToken(primary, { 'joinery.dev/uses': 'many' });

    expect(token).toBe('');
    const texts = await primary.readSecret(setNamespace, secretName);
    expect(texts).toMatchObject({
      status: 'Invalid',
      message: expect.stringContaining('joinery.dev/uses is "many"'),
    });
  });

  it('puts a token Secret right that was edited by hand', async () => {
    const { secretName, token } = await createToken(primary);

    await primary.kubectl([
      'patch',
      'secret',
      secretName,
      '-n',
      setNamespace,
      '-p',
      '{"stringData":{"token":"jnry_nonsense"}}',
    ]);

    const texts = await waitFor(
      'the token to be put right',
      async () => primary.readSecret(setNamespace, secretName),
      (seen) => seen['token'] === token,
    );
    expect(texts).toMatchObject({ status: 'Ready' });
  });
});
