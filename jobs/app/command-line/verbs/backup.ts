import type { Command } from 'commander';
import { writePrivateFile } from '../../../adapters/files/write-private-file.ts';
import { takeBackup } from '../../../workflows/backup/take-backup.ts';
import { addVerb } from '../add-verb.ts';
import type { CommandContext } from '../command-context.ts';
import { CommandInvalid } from '../errors.ts';

/** `backup`: the set in one file. */
export function addBackup(program: Command, context: CommandContext): void {
  const verb = {
    usage: 'backup <file>',
    summary: 'save what the set cannot be made again without',
    details:
      'The file holds the private keys of the hub, and only its owner may read it; it is never written over another. ' +
      '"-" is standard output. Join tokens are not saved: those not used yet are lost.',
    examples: [
      'kubectl joinery backup set.json',
      'kubectl joinery backup - | age -r RECIPIENT > set.json.age',
    ],
  };
  addVerb(program, context, verb, async (invocation, file = '') => {
    const ports = await invocation.open();
    const backup = await takeBackup(ports, invocation.options.setNamespace);
    const text = `${JSON.stringify(backup, undefined, 2)}\n`;
    if (file === '-') return invocation.write(text);
    if (!writePrivateFile(file, text)) {
      throw new CommandInvalid({
        found: `the file ${file} is there already, or cannot be made`,
        remedy: 'Name a file that is not there, in a folder you may write to.',
      });
    }
    const members = backup.objects.filter(({ kind }) => kind === 'Member').length;
    invocation.write(`${file} holds the hub ${backup.hubId} and ${members} members.\n`);
  });
}
