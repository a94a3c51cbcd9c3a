import { JoineryError } from '../../errors/joinery-error.ts';

/** The file is no backup, or not a whole one. */
export class BackupInvalid extends JoineryError {
  override readonly name = 'BackupInvalid';
  readonly code = 'JOINERY_BACKUP_INVALID';
  readonly disposition = 'terminal';
  readonly remedy = 'Give the whole file that "kubectl joinery backup" wrote.';

  constructor(found: string) {
    super(`Cannot read the backup: ${found}`);
  }
}

/** There is another hub where the backup is to go. */
export class OtherHub extends JoineryError {
  override readonly name = 'OtherHub';
  readonly code = 'JOINERY_OTHER_HUB';
  readonly disposition = 'terminal';
  readonly remedy =
    'Check the context and --set-namespace; repeat with --force if this hub is to be replaced: its own members are lost to it.';

  constructor(facts: { namespace: string; found: string; backup: string }) {
    super(
      `Cannot restore: namespace "${facts.namespace}" holds the hub ${facts.found}, the backup is of ${facts.backup}`,
      { details: facts },
    );
  }
}
