import { renderTimestamp } from '../kubernetes/timestamp.ts';
import { quoteStart } from '../confidential/quote-start.ts';
import { JoineryError } from '../../errors/joinery-error.ts';

const newToken = 'Create a new join token on the primary and put it into the join Secret of this cluster.';

/** The hub's clock is at or past the expiry. */
export class TokenExpired extends JoineryError {
  override readonly name = 'TokenExpired';
  readonly code = 'JOINERY_TOKEN_EXPIRED';
  readonly disposition = 'terminal';
  readonly remedy = newToken;

  constructor(facts: { tokenId: string; expiredAt: Date }) {
    super(
      `Cannot join with token "${facts.tokenId}": it expired at ${renderTimestamp(facts.expiredAt)} by the primary's clock`,
      {
        details: { tokenId: facts.tokenId, expiredAt: facts.expiredAt.toISOString() },
      },
    );
  }
}

/** As many keys as allowed used it, and this is not one of them. */
export class TokenSpent extends JoineryError {
  override readonly name = 'TokenSpent';
  readonly code = 'JOINERY_TOKEN_SPENT';
  readonly disposition = 'terminal';
  readonly remedy = newToken;

  constructor(facts: { tokenId: string; uses: number }) {
    super(
      `Cannot join with token "${facts.tokenId}": it is spent, ${facts.uses} other ${facts.uses === 1 ? 'cluster' : 'clusters'} joined with it`,
      {
        details: { tokenId: facts.tokenId, uses: facts.uses },
      },
    );
  }
}

/** Its Secret was deleted on the primary. */
export class TokenRevoked extends JoineryError {
  override readonly name = 'TokenRevoked';
  readonly code = 'JOINERY_TOKEN_REVOKED';
  readonly disposition = 'terminal';
  readonly remedy = newToken;

  constructor(facts: { tokenId: string }) {
    super(`Cannot join with token "${facts.tokenId}": it was revoked, its Secret on the primary is gone`, {
      details: { tokenId: facts.tokenId },
    });
  }
}

/** The token is bound to one name. */
export class TokenForAnotherName extends JoineryError {
  override readonly name = 'TokenForAnotherName';
  readonly code = 'JOINERY_TOKEN_FOR_ANOTHER_NAME';
  readonly disposition = 'terminal';
  readonly remedy: string;

  constructor(facts: { tokenId: string; boundTo: string; asked: string }) {
    super(
      `Cannot join as "${facts.asked}" with token "${facts.tokenId}": it is only for the name "${facts.boundTo}"`,
      {
        details: { tokenId: facts.tokenId, boundTo: facts.boundTo, asked: facts.asked },
      },
    );
    this.remedy = `Set the member's name to "${facts.boundTo}", or use a token that is for "${facts.asked}".`;
  }
}

/** The token is bound to one key. */
export class TokenForAnotherKey extends JoineryError {
  override readonly name = 'TokenForAnotherKey';
  readonly code = 'JOINERY_TOKEN_FOR_ANOTHER_KEY';
  readonly disposition = 'terminal';
  readonly remedy =
    'Compare the thumbprint in mc-join-status with annotation joinery.dev/member-thumbprint of the token Secret, ' +
    'and create a token for the right one.';

  constructor(facts: { tokenId: string; boundTo: string; asked: string }) {
    super(
      `Cannot join with token "${facts.tokenId}": it is only for the member with thumbprint ${facts.boundTo}`,
      {
        details: { tokenId: facts.tokenId, boundTo: facts.boundTo, asked: facts.asked },
      },
    );
  }
}

/** Unknown token id or a proof that does not fit: one answer for all, the hub's log knows which. */
export class JoinRefused extends JoineryError {
  override readonly name = 'JoinRefused';
  readonly code = 'JOINERY_JOIN_REFUSED';
  readonly disposition = 'terminal';
  readonly remedy =
    'Copy the token anew from its Secret on the primary; if that Secret is gone or shows no token, create another one.';

  constructor() {
    super('Cannot join: the primary does not accept this token');
  }
}

/** An annotation of a join-token Secret cannot be read. */
export class TokenAnnotationInvalid extends JoineryError {
  override readonly name = 'TokenAnnotationInvalid';
  readonly code = 'JOINERY_TOKEN_ANNOTATION_INVALID';
  readonly disposition = 'wait';
  readonly remedy: string;

  constructor(facts: { annotation: string; value: string; expected: string }) {
    super(`Cannot make a token: annotation ${facts.annotation} is ${quoteStart(facts.value)}`);
    this.remedy = `Set ${facts.annotation} to ${facts.expected}.`;
  }
}

/** The hub's record of a token was edited or cut: who used it is not known any more. */
export class VerifierDamaged extends JoineryError {
  override readonly name = 'VerifierDamaged';
  readonly code = 'JOINERY_VERIFIER_DAMAGED';
  readonly disposition = 'wait';
  readonly remedy = 'Create another join-token Secret, and delete this one.';

  constructor(facts: { tokenId: string }) {
    super(`Cannot make a token: the Secret "verifier-${facts.tokenId}" was altered and cannot be read`, {
      details: facts,
    });
  }
}
