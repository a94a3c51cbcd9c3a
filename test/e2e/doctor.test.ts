import { describe, expect, it } from 'vitest';
import { openE2e } from '../releases/cluster-access.ts';
import { createToken, primaryNamespace } from '../releases/primary-release.ts';
import { readDoctor } from '../releases/read-doctor.ts';
import { SecondaryRelease } from '../releases/secondary-release.ts';

const { primary, secondary } = await openE2e();

describe.concurrent('helm test', () => {
  it('finds a primary well', async () => {
    const { succeeded, exitCode, message, results, output } = await readDoctor(
      primary,
      primaryNamespace,
      'helm4',
    );

    expect(succeeded, output).toBe(true);
    expect({ exitCode, message }).toEqual({
      exitCode: 0,
      message: expect.stringMatching(/^17 checks: 0 errors, /),
    });
    expect(results).toMatchObject({ rights: 'ok', crd: 'ok', 'hub-identity': 'ok', 'long-poll': 'ok' });
  });

  it('finds a token that the primary would not take, without a join, and a member well', async () => {
    const release = await SecondaryRelease.prepare(secondary);
    try {
      const { token } = await createToken(primary, { 'joinery.dev/member-name': release.namespace });
      await release.install();
      await release.giveToken({ token, 'member-name': 'another' });
      await release.waitForStatus('Rejected');
      const refused = await readDoctor(secondary, release.namespace, 'helm3');
      await release.giveToken({ token, 'member-name': release.namespace });
      await release.waitForStatus('Joined');
      const member = await readDoctor(secondary, release.namespace, 'helm4');

      expect(refused).toMatchObject({ succeeded: false, exitCode: 3 });
      expect(refused.results).toMatchObject({ rights: 'ok', path: 'ok', ca: 'ok', token: 'error' });
      expect(refused.output).toContain(`it is only for the name "${release.namespace}"`);
      expect(refused.output).not.toContain(token.slice(5, 60));
      expect(member.succeeded, member.output).toBe(true);
      expect(member.results).toMatchObject({ 'join-status': 'ok', 'long-poll': 'ok', token: 'skipped' });
    } finally {
      await release.uninstall();
      await release.remove();
    }
  });
});
