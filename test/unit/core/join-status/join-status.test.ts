import { describe, expect, it } from 'vitest';
import { describeFailure, stateAfter } from '../../../../jobs/core/join-status/join-status.ts';
import { TokenSpent } from '../../../../jobs/core/verifier/errors.ts';
import { everyError } from '../../../builders/every-error.ts';

const rejections = [
  'JOINERY_CLUSTER_ALREADY_MEMBER',
  'JOINERY_DUPLICATE_IDENTITY',
  'JOINERY_JOIN_REFUSED',
  'JOINERY_MEMBER_REMOVED',
  'JOINERY_MEMBER_UNKNOWN',
  'JOINERY_NAME_TAKEN',
  'JOINERY_PROTOCOL_UNKNOWN',
  'JOINERY_REQUEST_INVALID',
  'JOINERY_SET_DISSOLVED',
  'JOINERY_TOKEN_EXPIRED',
  'JOINERY_TOKEN_FOR_ANOTHER_KEY',
  'JOINERY_TOKEN_FOR_ANOTHER_NAME',
  'JOINERY_TOKEN_REVOKED',
  'JOINERY_TOKEN_SPENT',
];

describe('stateAfter()', () => {
  it('is Rejected when the primary says no, and only then', () => {
    const rejected = everyError.filter((error) => stateAfter(error) === 'Rejected').map(({ code }) => code);

    expect(rejected.toSorted()).toEqual(rejections);
  });

  it('is Joining for what may pass by itself, and Failed for what may not', () => {
    const others = everyError.filter(({ code }) => !rejections.includes(code));
    const expected = others.map(({ disposition }) => (disposition === 'retry' ? 'Joining' : 'Failed'));

    expect(others.map((error) => stateAfter(error))).toEqual(expected);
  });
});

describe('describeFailure()', () => {
  const error = new TokenSpent({ tokenId: '0123456789ab', uses: 1 });

  it('says reason, message and remedy of the error', () => {
    expect(describeFailure(error, { thumbprint: 'mine' })).toEqual({
      status: 'Rejected',
      reason: 'TokenSpent',
      message: error.message,
      remedy: error.remedy,
      thumbprint: 'mine',
    });
  });

  it('leaves a member the member it was', () => {
    const known = { status: 'Joined', memberName: 'edge-7' } as const;

    expect(describeFailure(error, known)).toMatchObject({ ...known, reason: 'TokenSpent' });
  });
});
