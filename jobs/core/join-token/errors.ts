import { JoineryError } from '../../errors/joinery-error.ts';

/** A newer version of Joinery made the token. */
export class JoinTokenTooNew extends JoineryError {
  override readonly name = 'JoinTokenTooNew';
  readonly code = 'JOINERY_TOKEN_TOO_NEW';
  readonly disposition = 'terminal';
  readonly remedy = 'Upgrade Joinery on this cluster to the version of the primary, or a newer one.';

  constructor(facts: { found: number; known: number }) {
    super(
      `Cannot read the join token: it has format version ${facts.found}, and this version of Joinery reads ${facts.known}`,
      { details: facts },
    );
  }
}

/** The text is not a whole, unaltered token. */
export class JoinTokenMalformed extends JoineryError {
  override readonly name = 'JoinTokenMalformed';
  readonly code = 'JOINERY_TOKEN_MALFORMED';
  readonly disposition = 'terminal';
  readonly remedy =
    'Copy the whole value of key "token" from the token Secret on the primary, from "jnry_" to the last character.';

  constructor(found: string) {
    super(`Cannot read the join token: ${found}`);
  }
}
