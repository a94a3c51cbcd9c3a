import { JoineryError } from '../../errors/joinery-error.ts';

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
