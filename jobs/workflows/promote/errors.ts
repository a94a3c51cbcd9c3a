import { JoineryError } from '../../errors/joinery-error.ts';

/** The default time to live of join tokens cannot be read, or is longer than a token may live. */
export class TokenTtlInvalid extends JoineryError {
  override readonly name = 'TokenTtlInvalid';
  readonly code = 'JOINERY_TOKEN_TTL_INVALID';
  readonly disposition = 'terminal';
  readonly remedy =
    'Set multicluster.primary.tokens.ttl to a time of at most 365 days, such as 24h, 90m or 7d.';

  constructor(facts: { ttl: string }) {
    super(`Cannot become the primary: the time to live of join tokens is "${facts.ttl.slice(0, 100)}"`);
  }
}
