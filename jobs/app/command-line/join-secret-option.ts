import type { Command } from 'commander';

/** Option of the verbs that write or delete the join Secret. */
export interface JoinSecretOptions {
  readonly joinSecret: string;
}

/** Adds `--join-secret`. The default is that of the chart's values. */
export function addJoinSecret(command: Command): Command {
  return command.option(
    '--join-secret <name>',
    "the release's multicluster.secondary.join.existingSecret",
    'mc-join',
  );
}
