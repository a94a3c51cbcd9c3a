import { InvalidArgumentError, type Command } from 'commander';

/** Option of the verbs that wait. */
export interface TimeoutOptions {
  readonly timeout: number;
}

/** Adds `--timeout`. @param defaultSeconds How long the verb waits when nothing is said. */
export function addTimeout(command: Command, defaultSeconds: number): Command {
  return command.option('--timeout <seconds>', 'how long to wait at most', parseSeconds, defaultSeconds);
}

function parseSeconds(text: string): number {
  if (!/^[1-9][0-9]{0,4}s?$/.test(text))
    throw new InvalidArgumentError('It is a number of seconds from 1 on.');
  return Number.parseInt(text, 10);
}
