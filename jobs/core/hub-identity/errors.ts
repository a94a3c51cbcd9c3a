import { JoineryError } from '../../errors/joinery-error.ts';

/** Members or tokens know a hub whose key is gone. A new key would be a stranger to all of them. */
export class HubKeyMissing extends JoineryError {
  override readonly name = 'HubKeyMissing';
  readonly code = 'JOINERY_HUB_KEY_MISSING';
  readonly disposition = 'wait';
  readonly remedy =
    'Restore the Secret "hub-identity" from a backup; only if there is none, delete all members and verifiers in that ' +
    'namespace to begin a new set, which every member has to join anew.';

  constructor(facts: { namespace: string; members: number; verifiers: number }) {
    super(
      `Cannot start the hub: namespace "${facts.namespace}" has ${facts.members} members and ${facts.verifiers} token verifiers, ` +
        'but no Secret "hub-identity"',
      { details: facts },
    );
  }
}

/** The hub's Secret was edited or cut. */
export class HubKeyDamaged extends JoineryError {
  override readonly name = 'HubKeyDamaged';
  readonly code = 'JOINERY_HUB_KEY_DAMAGED';
  readonly disposition = 'wait';
  readonly remedy = 'Restore the Secret "hub-identity" from a backup.';

  constructor(found: string) {
    super(`Cannot read the hub's identity: ${found}`);
  }
}
