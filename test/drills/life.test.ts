import { afterEach, describe, expect, it } from 'vitest';
import { openE2e } from '../releases/cluster-access.ts';
import { createToken, primaryNamespace, setNamespace } from '../releases/primary-release.ts';
import { SecondaryRelease, type SecondaryValues } from '../releases/secondary-release.ts';
import { waitFor } from '../releases/wait-for.ts';

const e2e = await openE2e();
const { primary, secondary } = e2e;
const releases: SecondaryRelease[] = [];

async function prepare(): Promise<SecondaryRelease> {
  const release = await SecondaryRelease.prepare(secondary);
  releases.push(release);
  return release;
}

async function joined(values: SecondaryValues = {}) {
  const release = await prepare();
  const { token } = await createToken(primary);
  await release.giveToken({ token, 'member-name': release.namespace });
  const result = await release.install(values);
  expect(result.succeeded, result.output).toBe(true);
  return { release, token, status: await release.status() };
}

afterEach(async () => {
  await e2e.ingress.behave('forward');
  for (const release of releases.splice(0)) {
    await release.uninstall();
    await release.remove();
  }
});

describe('a member', () => {
  it('waits without a join Secret, and joins as soon as there is one', async () => {
    const release = await prepare();
    const result = await release.install();
    expect(result.succeeded, result.output).toBe(true);
    expect(await release.status()).toMatchObject({ status: 'Waiting', reason: 'NoJoinSecret' });

    const { token } = await createToken(primary);
    await release.giveToken({ token, 'member-name': release.namespace });

    expect(await release.waitForStatus('Joined')).toMatchObject({ 'primary-name': 'eu-central' });
  });

  it('comes to the same end with hooks switched off', async () => {
    const release = await prepare();
    const { token } = await createToken(primary);
    await release.giveToken({ token, 'member-name': release.namespace });

    const result = await release.install({ other: { hooks: { enabled: false } } });

    expect(result.succeeded, result.output).toBe(true);
    expect(await release.waitForStatus('Joined')).toMatchObject({ reason: 'Joined' });
    expect(await secondary.kubectl(['get', 'jobs', '-n', release.namespace, '-o', 'name'])).toBe('');
    // Without hooks an uninstall tells the hub nothing, and the next test could not join from this cluster.
    await release.uninstall();
    await primary.kubectl(['delete', 'member', release.namespace, '-n', setNamespace]);
  });

  it('stays who it is through a new token, a bad one, and none', async () => {
    const { release, status } = await joined();
    const identity = { 'member-id': status['member-id'], thumbprint: status['thumbprint'] };

    const next = await createToken(primary);
    await release.giveToken({ token: next.token, 'member-name': release.namespace });
    const withNew = await release.install();
    expect(withNew.succeeded, withNew.output).toBe(true);
    expect(await release.status()).toMatchObject({ status: 'Joined', ...identity });

    await release.giveToken({ token: next.token.slice(0, -9), 'member-name': release.namespace });
    const withBad = await release.install();
    expect(withBad.succeeded, withBad.output).toBe(false);
    expect(await release.status()).toMatchObject({ status: 'Joined', reason: 'TokenMalformed', ...identity });

    await secondary.kubectl(['delete', 'secret', 'mc-join', '-n', release.namespace]);
    const withNone = await release.install();
    expect(withNone.succeeded, withNone.output).toBe(true);
    expect(await release.status()).toMatchObject({ status: 'Joined', reason: 'Joined', ...identity });
  });

  it('refuses to change its name', async () => {
    const { release, token } = await joined();
    await release.giveToken({ token, 'member-name': 'another' });

    const result = await release.install();

    expect(result.succeeded, result.output).toBe(false);
    expect(await release.readJobEnd('join')).toMatchObject({ exitCode: 2 });
    expect(await release.status()).toMatchObject({ status: 'Joined' });
  });

  it('is installed, uninstalled and installed again with the same single-use token', async () => {
    const { release, status } = await joined();
    const gone = await release.uninstall();
    expect(gone.succeeded, gone.output).toBe(true);

    const again = await release.install();

    expect(again.succeeded, again.output).toBe(true);
    expect(await release.status()).toMatchObject({
      status: 'Joined',
      'member-id': status['member-id'],
      thumbprint: status['thumbprint'],
    });
  });

  it('refuses a spent token and the name of another member', async () => {
    const { release, token } = await joined();
    const other = await prepare();
    await other.giveToken({ token });
    const spent = await other.install();
    expect(spent.succeeded, spent.output).toBe(false);
    expect(await other.status()).toMatchObject({ status: 'Rejected', reason: 'TokenSpent' });

    await other.giveToken({ token: (await createToken(primary)).token, 'member-name': release.namespace });
    const taken = await other.install();
    expect(taken.succeeded, taken.output).toBe(false);
    expect(await other.status()).toMatchObject({ status: 'Rejected', reason: 'NameTaken' });

    await other.giveToken({ token: (await createToken(primary)).token, 'member-name': 'yet-another' });
    const twice = await other.install();
    expect(twice.succeeded, twice.output).toBe(false);
    expect(await other.status()).toMatchObject({ status: 'Rejected', reason: 'ClusterAlreadyMember' });
  });

  it('puts right what was edited by hand in its status', async () => {
    const { release, status } = await joined();

    await secondary.kubectl([
      'patch',
      'secret',
      'mc-join-status',
      '-n',
      release.namespace,
      '-p',
      '{"stringData":{"status":"Lost"}}',
    ]);

    const seen = await release.waitForStatus('Joined');
    expect({ ...seen, 'updated-at': '' }).toEqual({ ...status, 'updated-at': '' });
  });

  it('that was removed on the primary finds out and does not come back by its old token', async () => {
    const { release } = await joined();

    await primary.kubectl(['delete', 'member', release.namespace, '-n', setNamespace]);

    expect(await release.waitForStatus('Rejected')).toMatchObject({ reason: 'MemberRemoved' });
    await release.giveToken({ token: (await createToken(primary)).token, 'member-name': release.namespace });
    await release.waitForStatus('Joined');
  });

  it('joins although the join Job is killed half-way, and although two run at once', async () => {
    const release = await prepare();
    const { token } = await createToken(primary);
    await release.giveToken({ token, 'member-name': release.namespace });
    await e2e.ingress.behave('bad-gateway');
    const installing = release.install();
    const selector = ['-n', release.namespace, '-l', 'app.kubernetes.io/component=join'];
    await waitFor(
      'the join Job to try',
      async () => release.status(),
      ({ reason }) => reason === 'AnswerUnexpected',
    );
    await secondary.kubectl(['delete', 'pod', '--grace-period=0', '--force', '--wait=false', ...selector]);
    const job = JSON.parse(await secondary.kubectl(['get', 'jobs', ...selector, '-o', 'json'])) as {
      items: KubernetesJob[];
    };
    const [{ spec, metadata }] = job.items as [KubernetesJob];
    const { selector: _, ...rest } = spec;
    const labels = Object.fromEntries(
      Object.entries(metadata.labels).filter(([key]) => key.startsWith('app.kubernetes.io')),
    );
    const template = { ...rest.template, metadata: { labels } };
    const second = { ...rest, template, activeDeadlineSeconds: 90 };
    const manifest = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'join-again' }, spec: second };
    await secondary.kubectl(['create', '-n', release.namespace, '-f', '-'], JSON.stringify(manifest));

    await e2e.ingress.behave('forward');

    const result = await installing;
    expect(result.succeeded, result.output).toBe(true);
    expect(await release.status()).toMatchObject({ status: 'Joined' });
    await secondary.kubectl([
      'wait',
      '--for=condition=complete',
      'job/join-again',
      '-n',
      release.namespace,
      '--timeout=60s',
    ]);
  });
});

interface KubernetesJob {
  readonly metadata: { readonly labels: Record<string, string> };
  readonly spec: { readonly selector: unknown; readonly template: object };
}

describe('an ingress in trouble', () => {
  it('fails each install with the reason, and the agent joins when it is over', async () => {
    const release = await prepare();
    const { token } = await createToken(primary);
    await release.giveToken({ token, 'member-name': release.namespace, 'ca.crt': e2e.ingressCa });

    const seen: unknown[] = [];
    for (const behaviour of ['other-ca', 'not-found', 'bad-gateway', 'html', 'refuse'] as const) {
      await e2e.ingress.behave(behaviour);
      const { succeeded } = await release.install({ join: { deadlineSeconds: 5 } });
      const { exitCode, message } = await release.readJobEnd('join');
      const { status, reason, remedy = '' } = await release.status();
      seen.push({ behaviour, succeeded, exitCode, status, reason, isRemedyTold: message.endsWith(remedy) });
    }
    await e2e.ingress.behave('forward');

    const failed = { succeeded: false, exitCode: 124, status: 'Joining', isRemedyTold: true };
    expect(seen).toEqual([
      { behaviour: 'other-ca', reason: 'HubTlsUntrusted', ...failed },
      { behaviour: 'not-found', reason: 'AnswerUnexpected', ...failed },
      { behaviour: 'bad-gateway', reason: 'AnswerUnexpected', ...failed },
      { behaviour: 'html', reason: 'AnswerUnexpected', ...failed },
      { behaviour: 'refuse', reason: 'HubUnreachable', ...failed },
    ]);
    await release.waitForStatus('Joined');
  });

  it('does not fail the install with join.onUnreachable=continue', async () => {
    const release = await prepare();
    await release.giveToken({ token: (await createToken(primary)).token, 'member-name': release.namespace });
    await e2e.ingress.behave('refuse');

    const result = await release.install({ join: { deadlineSeconds: 5, onUnreachable: 'continue' } });

    expect(result.succeeded, result.output).toBe(true);
    await e2e.ingress.behave('forward');
    await release.waitForStatus('Joined');
  });
});

describe('a hub that is away', () => {
  it('lets a member be installed and uninstalled in bounded time, and takes up its work again', async () => {
    const { release } = await joined();
    const waiting = await prepare();
    const { token } = await createToken(primary);
    await waiting.giveToken({ token, 'member-name': waiting.namespace });
    await primary.kubectl(['scale', 'deployment', 'joinery-hub', '-n', primaryNamespace, '--replicas=0']);
    const hubs = ['pod', '-l', 'app.kubernetes.io/component=hub', '-n', primaryNamespace];
    // A hub that is told to end still answers what reaches it.
    await primary.kubectl(['wait', '--for=delete', ...hubs, '--timeout=60s']);
    try {
      const gone = await release.uninstall('helm4', ['--timeout', '60s']);
      expect(gone.succeeded, gone.output).toBe(true);
      expect(await release.status()).toMatchObject({
        status: 'Left',
        message: expect.stringContaining('could not be told'),
      });

      const result = await waiting.install({ join: { deadlineSeconds: 5 } });
      expect(result.succeeded, result.output).toBe(false);
    } finally {
      await primary.kubectl(['scale', 'deployment', 'joinery-hub', '-n', primaryNamespace, '--replicas=2']);
    }
    await primary.kubectl(['delete', 'member', release.namespace, '-n', setNamespace, '--ignore-not-found']);
    await waiting.waitForStatus('Joined');
  });
});
