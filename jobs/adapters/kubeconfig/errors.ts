import { JoineryError } from '../../errors/joinery-error.ts';

/** There is no way to a cluster in the kubeconfig, or none that can be used. */
export class ContextInvalid extends JoineryError {
  override readonly name = 'ContextInvalid';
  readonly code = 'JOINERY_CONTEXT_INVALID';
  readonly disposition = 'terminal';
  readonly remedy =
    'List the contexts with "kubectl config get-contexts" and name one with --context; --kubeconfig names another file.';

  constructor(found: string) {
    super(`Cannot reach a cluster by kubeconfig: ${found}`);
  }
}

/** The program or service that gives a user's credentials did not give any. */
export class CredentialsMissing extends JoineryError {
  override readonly name = 'CredentialsMissing';
  readonly code = 'JOINERY_CREDENTIALS_MISSING';
  readonly disposition = 'terminal';
  readonly remedy =
    'Log in to the cluster anew, then check with "kubectl get namespaces" in the same context.';

  constructor(facts: { user: string }) {
    super(`Cannot log in as the user "${facts.user}" of the kubeconfig: its credentials could not be got`, {
      details: facts,
    });
  }
}
