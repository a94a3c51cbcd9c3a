import { Command } from 'commander';
import type { CommandContext } from './command-context.ts';
import { addCompletion } from './completion/add-completion.ts';
import { addGlobalOptions } from './global-options.ts';
import { addBackup } from './verbs/backup.ts';
import { addBootstrap } from './verbs/bootstrap.ts';
import { addDistribute } from './verbs/distribute.ts';
import { addDistribution } from './verbs/distribution.ts';
import { addDoctor } from './verbs/doctor.ts';
import { addJoin } from './verbs/join.ts';
import { addLeave } from './verbs/leave.ts';
import { addMembers } from './verbs/members.ts';
import { addOrders } from './verbs/orders.ts';
import { addRekey } from './verbs/rekey.ts';
import { addRemove } from './verbs/remove.ts';
import { addRestore } from './verbs/restore.ts';
import { addRotate } from './verbs/rotate.ts';
import { addStatus } from './verbs/status.ts';
import { addToken } from './verbs/token.ts';

/** Verbs in the order of the help: looking, joining, members, distributions, keys, the set. */
const verbs = [
  addStatus,
  addMembers,
  addDoctor,
  addBootstrap,
  addToken,
  addJoin,
  addLeave,
  addOrders,
  addRemove,
  addDistribute,
  addDistribution,
  addRotate,
  addRekey,
  addBackup,
  addRestore,
];

/** Puts the command line together. It ends by throwing, also after its help. */
export function buildProgram(context: CommandContext): Command {
  const program = new Command('joinery')
    .description('Join Kubernetes clusters and look after the set they make.')
    .exitOverride()
    .configureOutput({ writeOut: context.write, writeErr: context.writeError, outputError: () => undefined })
    .configureHelp({ showGlobalOptions: true })
    .helpCommand(false);
  addGlobalOptions(program);
  for (const add of verbs) add(program, context);
  addCompletion(program, context);
  return program;
}
