import type { Command } from 'commander';
import { parseBackup } from '../../../workflows/backup/parse-backup.ts';
import { renewEpoch, restoreBackup } from '../../../workflows/backup/restore-backup.ts';
import { addVerb } from '../add-verb.ts';
import type { CommandContext } from '../command-context.ts';
import { CommandInvalid } from '../errors.ts';
import type { Invocation } from '../invocation.ts';

interface RestoreOptions {
  readonly force?: true;
  readonly asIs?: true;
}

/** `restore`: the set from its file, or a restored copy declared to be the set. */
export function addRestore(program: Command, context: CommandContext): void {
  const verb = {
    usage: 'restore [file]',
    summary: 'bring a set back from its backup',
    details:
      'What is there already stays as it is. The hub gets a new epoch, by which members tell it from the one that was; ' +
      'hubs that run take it up by themselves. With --as-is nothing is read: for a cluster that was itself restored, by a snapshot of etcd ' +
      'for example, and whose hub says that it is outdated.',
    examples: ['kubectl joinery restore set.json', 'kubectl joinery restore --as-is'],
    options: (command: Command) =>
      command
        .option('--force', 'also over another hub, whose own members are lost to it')
        .option('--as-is', 'take the set as it stands'),
  };
  addVerb<RestoreOptions>(program, context, verb, async (invocation, file) => {
    if ((file === undefined) !== (invocation.options.asIs === true)) {
      throw new CommandInvalid({ found: 'it takes either a file or --as-is' });
    }
    await restore(invocation, file);
  });
}

async function restore(invocation: Invocation<RestoreOptions>, file: string | undefined): Promise<void> {
  const { setNamespace: namespace, force = false } = invocation.options;
  const backup = file === undefined ? undefined : parseBackup(await invocation.read(file, 'backup'));
  const ports = await invocation.open();
  const { hubId, epoch, written } =
    backup === undefined
      ? { ...(await renewEpoch(ports, namespace)), written: 1 }
      : await restoreBackup(ports, backup, { namespace, force });
  invocation.write(`The hub ${hubId} has the epoch ${epoch}; ${written} objects were written.\n`);
}
