import { JoineryError } from '../../errors/joinery-error.ts';

/** The cluster belongs to another set, which it would silently leave. */
export class InAnotherSet extends JoineryError {
  override readonly name = 'InAnotherSet';
  readonly code = 'JOINERY_IN_ANOTHER_SET';
  readonly disposition = 'terminal';
  readonly remedy =
    'Let it leave first with "kubectl joinery leave" in its context, or name another cluster.';

  constructor(facts: { primaryName: string; memberName: string }) {
    super(
      `Cannot join: this cluster is "${facts.memberName}" in the set of the primary "${facts.primaryName}"`,
      {
        details: facts,
      },
    );
  }
}
