import { JoineryError } from '../../errors/joinery-error.ts';

/** There is no `Distribution` of that name. */
export class DistributionMissing extends JoineryError {
  override readonly name = 'DistributionMissing';
  readonly code = 'JOINERY_DISTRIBUTION_MISSING';
  readonly disposition = 'terminal';
  readonly remedy =
    'List the Distributions with "kubectl joinery distribution list" and use one of these names.';

  constructor(facts: { name: string; namespace: string }) {
    super(
      `Cannot find the Distribution "${facts.name}": namespace "${facts.namespace}" has none of that name`,
      {
        details: facts,
      },
    );
  }
}

/** The name of a new Distribution is that of another, which is in force. */
export class DistributionExists extends JoineryError {
  override readonly name = 'DistributionExists';
  readonly code = 'JOINERY_DISTRIBUTION_EXISTS';
  readonly disposition = 'terminal';
  readonly remedy = 'Give another name, or put this in its place with --replace.';

  constructor(facts: { name: string }) {
    super(`Cannot make the Distribution "${facts.name}": there is one of that name already`, {
      details: facts,
    });
  }
}
