import { describe, expect, it } from 'vitest';
import { buildJoinStatusSecret, saysTheSame } from '../../../../jobs/core/join-status/join-status-secret.ts';
import type { JoinStatus } from '../../../../jobs/core/join-status/join-status.ts';
import { parseSecretData, renderSecretData } from '../../../../jobs/core/kubernetes/secret-data.ts';

const status: JoinStatus = {
  status: 'Joined',
  reason: 'Joined',
  message: 'This cluster is a member.',
  remedy: '',
  memberName: 'edge-7',
  memberId: 'id',
  thumbprint: 'thumbprint',
  primaryName: 'eu-central',
  endpoint: 'https://hub.example.com',
  joinedAt: '2026-11-20T12:00:00Z',
};
const target = { namespace: 'joinery', annotations: {}, now: new Date('2026-11-20T12:00:00.000Z') };
const texts = parseSecretData(buildJoinStatusSecret(status, target).data);

describe('buildJoinStatusSecret()', () => {
  it('has the keys of the contract', () => {
    expect(texts).toEqual({
      status: 'Joined',
      reason: 'Joined',
      message: 'This cluster is a member.',
      remedy: '',
      'member-name': 'edge-7',
      'member-id': 'id',
      thumbprint: 'thumbprint',
      'primary-name': 'eu-central',
      endpoint: 'https://hub.example.com',
      'joined-at': '2026-11-20T12:00:00Z',
      'updated-at': '2026-11-20T12:00:00Z',
    });
  });

  it('is claimed by no tool that could delete it', () => {
    const { metadata } = buildJoinStatusSecret(status, target);

    expect(metadata).toEqual({ name: 'mc-join-status', namespace: 'joinery', annotations: {} });
  });
});

describe('saysTheSame()', () => {
  it.for([
    ['another value', { ...texts, status: 'Left' }],
    ['a key too many', { ...texts, extra: '' }],
    ['a key too few', Object.fromEntries(Object.entries(texts).filter(([key]) => key !== 'member-id'))],
    ['no time of writing', Object.fromEntries(Object.entries(texts).filter(([key]) => key !== 'updated-at'))],
    ['nothing', {}],
  ] as const)('is false for a Secret with %s', ([, found]) => {
    expect(saysTheSame({ data: renderSecretData(found) }, status)).toBe(false);
  });

  it('is true whenever it was written', () => {
    const earlier = { ...texts, 'updated-at': '2020-01-01T00:00:00Z' };

    expect(saysTheSame({ data: renderSecretData(earlier) }, status)).toBe(true);
  });
});
