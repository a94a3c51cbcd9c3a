import { JoineryError } from '../../errors/joinery-error.ts';

/** What the status Secret says; the words are those of whoever refused. */
interface Words {
  readonly message: string;
  readonly remedy: string;
}

/** The agent, or the hub, said no. */
export class JoinFailed extends JoineryError {
  override readonly name = 'JoinFailed';
  readonly code = 'JOINERY_JOIN_FAILED';
  readonly disposition = 'terminal';
  readonly remedy: string;

  constructor({ message, remedy }: Words) {
    super(message);
    this.remedy = remedy;
  }
}

/** The agent has not come to an end with the token yet. */
export class JoinUnfinished extends JoineryError {
  override readonly name = 'JoinUnfinished';
  readonly code = 'JOINERY_JOIN_UNFINISHED';
  readonly disposition = 'retry';
  readonly remedy: string;

  constructor({ message, remedy }: Words) {
    super(message === '' ? 'Cannot say how the join stands: the agent has said nothing yet' : message);
    this.remedy =
      remedy === ''
        ? 'Check that the agent runs with "kubectl get pods -A -l app.kubernetes.io/component=agent".'
        : remedy;
  }
}
