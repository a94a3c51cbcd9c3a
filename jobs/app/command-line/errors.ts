import { JoineryError } from '../../errors/joinery-error.ts';

/** The arguments make no command. */
export class CommandInvalid extends JoineryError {
  override readonly name = 'CommandInvalid';
  readonly code = 'JOINERY_COMMAND_INVALID';
  readonly disposition = 'terminal';
  readonly remedy: string;

  constructor(facts: { found: string; remedy?: string }) {
    super(`Cannot run this command: ${facts.found}`);
    this.remedy = facts.remedy ?? 'Read its help: the same command with --help.';
  }
}

/** The doctor found something that is wrong. */
export class FoundUnhealthy extends JoineryError {
  override readonly name = 'FoundUnhealthy';
  readonly code = 'JOINERY_FOUND_UNHEALTHY';
  readonly disposition = 'terminal';
  readonly remedy =
    'Do what the report says of each, or name a check with --ignore if it is known and wanted.';

  constructor(facts: { check: string; errors: number }) {
    const others = facts.errors === 1 ? '' : ` and ${facts.errors - 1} more`;
    super(`Cannot call this release healthy: the check "${facts.check}"${others} found an error`, {
      details: facts,
    });
  }
}
