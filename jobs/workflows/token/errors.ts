import { JoineryError } from '../../errors/joinery-error.ts';

/** The Secret that was to hold a new token is there already. */
export class TokenNameTaken extends JoineryError {
  override readonly name = 'TokenNameTaken';
  readonly code = 'JOINERY_TOKEN_NAME_TAKEN';
  readonly disposition = 'terminal';
  readonly remedy = 'Choose another name, or leave it out; "kubectl joinery token list" shows what is there.';

  constructor(facts: { name: string; namespace: string }) {
    super(`Cannot create a token: namespace "${facts.namespace}" has a Secret "${facts.name}" already`, {
      details: facts,
    });
  }
}

/** There is no join-token Secret of that name. */
export class TokenMissing extends JoineryError {
  override readonly name = 'TokenMissing';
  readonly code = 'JOINERY_TOKEN_MISSING';
  readonly disposition = 'terminal';
  readonly remedy = 'List the tokens with "kubectl joinery token list" and use one of these names.';

  constructor(facts: { name: string; namespace: string }) {
    super(
      `Cannot find the token "${facts.name}": namespace "${facts.namespace}" has no such join-token Secret`,
      {
        details: facts,
      },
    );
  }
}

/** The hub has not filled the Secret, or says that it will not. */
export class TokenNotFilled extends JoineryError {
  override readonly name = 'TokenNotFilled';
  readonly code = 'JOINERY_TOKEN_NOT_FILLED';
  readonly disposition: 'retry' | 'terminal';
  readonly remedy: string;

  constructor(facts: { name: string; namespace: string; said?: string }) {
    super(
      `Cannot show a token: the hub has not filled the Secret "${facts.name}" in namespace "${facts.namespace}"`,
      {
        details: { name: facts.name },
      },
    );
    this.disposition = facts.said === undefined ? 'retry' : 'terminal';
    this.remedy =
      facts.said ?? 'Check that the hub runs with "kubectl get pods -A -l app.kubernetes.io/component=hub".';
  }
}
