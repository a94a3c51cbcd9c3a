import { JoineryError } from '../../errors/joinery-error.ts';

/** K10 reads and writes Secrets of the same names. */
export class NamespaceHoldsK10 extends JoineryError {
  override readonly name = 'NamespaceHoldsK10';
  readonly code = 'JOINERY_NAMESPACE_HOLDS_K10';
  readonly disposition = 'wait';
  readonly remedy = 'Install this release into a namespace of its own.';

  constructor(facts: { namespace: string }) {
    super(
      `Cannot join from namespace "${facts.namespace}": Kasten K10 is installed there and uses the same Secret names`,
    );
  }
}

/** The CA the hub's address serves is not the one whose digest is in the token. */
export class CaNotProven extends JoineryError {
  override readonly name = 'CaNotProven';
  readonly code = 'JOINERY_CA_NOT_PROVEN';
  readonly disposition = 'terminal';
  readonly remedy =
    'Create a new token on the primary, since its CA changed; if it did not, somebody is in between.';

  constructor(facts: { endpoint: string }) {
    super(`Cannot trust the CA that ${facts.endpoint} offers: it is not the one the token names`, {
      details: facts,
    });
  }
}
