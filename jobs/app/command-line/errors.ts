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
