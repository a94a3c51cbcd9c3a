import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openE2e } from '../releases/cluster-access.ts';
import { createToken } from '../releases/primary-release.ts';
import { readDoctor } from '../releases/read-doctor.ts';
import { SecondaryRelease } from '../releases/secondary-release.ts';

const { primary, secondary, ingress } = await openE2e();

let release: SecondaryRelease;

beforeAll(async () => {
  release = await SecondaryRelease.prepare(secondary);
  const { token } = await createToken(primary);
  await release.giveToken({ token, 'member-name': release.namespace });
  const installed = await release.install();
  if (!installed.succeeded) throw new Error(`The secondary was not installed: ${installed.output}`);
});

afterAll(async () => {
  await ingress.behave('forward');
  await release.uninstall();
  await release.remove();
});

/** What an ingress does, the only check that sees it as an error or warning, and what that says. */
const misbehaviours = [
  ['flatten-path', 'path', 'error', /it was asked for another path/],
  [
    'strip-header',
    'headers',
    'error',
    /joinery-signature, joinery-token-id, joinery-token-proof did not arrive/,
  ],
  ['limit-body', 'body', 'error', /refuses a large body with HTTP 413/],
  ['cut-after-5s', 'long-poll', 'warning', /was cut after 5, with HTTP 504/],
  ['other-ca', 'tls', 'error', /issued by "Joinery local other CA"/],
  ['refuse', 'tcp', 'error', /the connection is refused/],
] as const;

describe('helm test behind an ingress', () => {
  it.for(misbehaviours)('that does %s names it by %s', async ([behaviour, check, severity, found]) => {
    await ingress.behave(behaviour);

    const { succeeded, exitCode, results, output } = await readDoctor(secondary, release.namespace, 'helm4');

    // The local ingress' certificate is for a week, and the agent meets the same trouble.
    const { tls: _, 'join-status': __, ...others } = results;
    const wrong = Object.entries(check === 'tls' ? results : others).filter(
      ([name, result]) => name !== 'join-status' && /error|warning/.test(result),
    );
    expect(wrong, output).toEqual([[check, severity]]);
    expect(output).toMatch(found);
    expect({ succeeded, exitCode }).toEqual(
      severity === 'error' ? { succeeded: false, exitCode: 3 } : { succeeded: true, exitCode: 0 },
    );
  });
});
