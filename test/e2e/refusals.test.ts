import { describe, expect, it } from 'vitest';
import { Confidential } from '../../jobs/core/confidential/confidential.ts';
import { parseJoinToken } from '../../jobs/core/join-token/parse-join-token.ts';
import { renderJoinToken } from '../../jobs/core/join-token/render-join-token.ts';
import type { JoinToken } from '../../jobs/core/join-token/join-token.ts';
import { openE2e } from '../releases/cluster-access.ts';
import { createToken, setNamespace } from '../releases/primary-release.ts';
import { SecondaryRelease, type SecondaryValues } from '../releases/secondary-release.ts';
import { waitFor } from '../releases/wait-for.ts';

const e2e = await openE2e();
const { primary, secondary } = e2e;

/** A join that must fail: what the user gave, and what he must be told. */
interface Refusal {
  readonly title: string;
  /** Keys of `mc-join`, made from a fresh token. */
  readonly give: (fresh: { token: string; secretName: string }) => Promise<Record<string, string>>;
  /** Annotations of the token Secret. */
  readonly annotations?: Readonly<Record<string, string>>;
  readonly values?: SecondaryValues;
  /** Done in the release namespace before installing. */
  readonly prepare?: (release: SecondaryRelease) => Promise<void>;
  readonly exitCode: number;
  readonly status: string;
  readonly reason: string;
}

const quick = { join: { deadlineSeconds: 25 } };

function forge(token: string, change: Partial<JoinToken>): string {
  return renderJoinToken({ ...parseJoinToken(new Confidential(token)), ...change }).reveal();
}

const otherHub = 'A'.repeat(43);

const refusals: readonly Refusal[] = [
  {
    title: 'a token whose end was cut off',
    give: async ({ token }) => ({ token: token.slice(0, -20) }),
    exitCode: 2,
    status: 'Failed',
    reason: 'TokenMalformed',
  },
  {
    title: 'a token with one altered character',
    give: async ({ token }) => ({
      token: token.slice(0, 40) + (token[40] === 'x' ? 'y' : 'x') + token.slice(41),
    }),
    exitCode: 2,
    status: 'Failed',
    reason: 'TokenMalformed',
  },
  {
    title: 'a token of another hub',
    give: async ({ token }) => ({ token: forge(token, { hubThumbprint: otherHub }) }),
    exitCode: 4,
    status: 'Failed',
    reason: 'AnswerNotProven',
  },
  {
    title: 'a token with a made-up secret',
    give: async ({ token }) => ({ token: forge(token, { secret: new Confidential(otherHub) }) }),
    exitCode: 4,
    status: 'Rejected',
    reason: 'JoinRefused',
  },
  {
    title: 'a token that is bound to another name',
    annotations: { 'joinery.dev/member-name': 'edge-bound' },
    give: async ({ token }) => ({ token, 'member-name': 'edge-other' }),
    exitCode: 4,
    status: 'Rejected',
    reason: 'TokenForAnotherName',
  },
  {
    title: 'an expired token',
    annotations: { 'joinery.dev/ttl': '10s' },
    give: async ({ token, secretName }) => {
      const look = async () => primary.readSecret(setNamespace, secretName);
      await waitFor('the token to expire', look, ({ status }) => status === 'Expired');
      return { token };
    },
    exitCode: 4,
    status: 'Rejected',
    reason: 'TokenExpired',
  },
  {
    title: 'a revoked token',
    give: async ({ token, secretName }) => {
      await primary.kubectl(['delete', 'secret', secretName, '-n', setNamespace]);
      return { token };
    },
    exitCode: 4,
    status: 'Rejected',
    reason: 'TokenRevoked',
  },
  {
    title: "the primary's own name",
    give: async ({ token }) => ({ token, 'member-name': 'eu-central' }),
    exitCode: 4,
    status: 'Rejected',
    reason: 'NameTaken',
  },
  {
    title: 'a name that is no DNS label',
    give: async ({ token }) => ({ token, 'member-name': 'Edge_7' }),
    exitCode: 2,
    status: 'Failed',
    reason: 'NameInvalid',
  },
  {
    title: 'an unknown key in mc-join',
    give: async ({ token }) => ({ tokne: token }),
    exitCode: 2,
    status: 'Failed',
    reason: 'JoinSecretInvalid',
  },
  {
    title: 'an empty key in mc-join',
    give: async () => ({ token: '' }),
    exitCode: 2,
    status: 'Failed',
    reason: 'JoinSecretInvalid',
  },
  {
    title: 'a ca.crt that is no certificate',
    give: async ({ token }) => ({ token, 'ca.crt': 'not a certificate' }),
    exitCode: 2,
    status: 'Failed',
    reason: 'CaInvalid',
  },
  {
    title: 'an http endpoint',
    give: async ({ token }) => ({ token, endpoint: 'http://hub.joinery.test/joinery' }),
    exitCode: 2,
    status: 'Failed',
    reason: 'UrlInsecure',
  },
  {
    title: 'a host name that DNS does not know',
    give: async ({ token }) => ({ token, endpoint: 'https://nowhere.joinery.test/joinery' }),
    values: quick,
    exitCode: 124,
    status: 'Joining',
    reason: 'HubUnreachable',
  },
  {
    title: 'a port where nothing listens',
    give: async ({ token }) => ({ token, endpoint: 'https://hub.joinery.test:444/joinery' }),
    values: quick,
    exitCode: 124,
    status: 'Joining',
    reason: 'HubUnreachable',
  },
  {
    title: 'a primary that another thumbprint is pinned for',
    give: async ({ token }) => ({ token }),
    values: { join: { primaryThumbprint: otherHub } },
    exitCode: 2,
    status: 'Failed',
    reason: 'PrimaryPinMismatch',
  },
];

describe.concurrent('a join that cannot be', () => {
  it.for(refusals)('tells the user about $title', async (refusal) => {
    const release = await SecondaryRelease.prepare(secondary);
    try {
      const fresh = await createToken(primary, refusal.annotations);
      await release.giveToken(await refusal.give(fresh));

      const result = await release.install(refusal.values);

      const status = await release.status();
      const end = await release.readJobEnd('join');
      expect(result.succeeded, result.output).toBe(false);
      expect(end).toMatchObject({ exitCode: refusal.exitCode });
      expect(status).toMatchObject({ status: refusal.status, reason: refusal.reason });
      expect(status['remedy']).toMatch(/^[A-Z].*\.$/s);
      expect(end.message).toContain(status['remedy']);
      const told = `${result.output}${end.message}${JSON.stringify(status)}`;
      expect(told).not.toContain(fresh.token.slice(5, 60));
      expect(end.message).not.toMatch(/\n\s+at /);
    } finally {
      await release.remove();
    }
  });
});

describe.concurrent('a namespace or a right that is not as it must be', () => {
  it("refuses a namespace that holds Kasten K10, and leaves K10's status Secret alone", async () => {
    const release = await SecondaryRelease.prepare(secondary);
    try {
      await secondary.kubectl(['create', 'configmap', 'k10-config', '-n', release.namespace]);
      const status = ['create', 'secret', 'generic', 'mc-join-status', '--from-literal=status=joined'];
      await secondary.kubectl([...status, '-n', release.namespace]);

      const result = await release.install();

      expect(result.succeeded, result.output).toBe(false);
      expect(await release.readJobEnd('join')).toMatchObject({
        exitCode: 3,
        message: expect.stringContaining('Kasten K10 is installed there'),
      });
      const uninstalled = await release.uninstall();
      expect(uninstalled.succeeded, uninstalled.output).toBe(true);
      expect(await release.status()).toEqual({ status: 'joined' });
    } finally {
      await release.remove();
    }
  });

  it('names the right that is missing', async () => {
    const release = await SecondaryRelease.prepare(secondary);
    try {
      const result = await release.install({ other: { rbac: { create: false } } });

      expect(result.succeeded, result.output).toBe(false);
      expect(await release.readJobEnd('join')).toMatchObject({
        exitCode: 3,
        message: expect.stringMatching(/may not get \w+.*rbac\.create=true/s),
      });
    } finally {
      await release.remove();
    }
  });
});
