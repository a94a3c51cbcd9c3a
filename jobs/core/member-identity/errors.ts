import { JoineryError } from '../../errors/joinery-error.ts';

/** The member's Secret was edited or cut. A new key would be another member. */
export class IdentityDamaged extends JoineryError {
  override readonly name = 'IdentityDamaged';
  readonly code = 'JOINERY_IDENTITY_DAMAGED';
  readonly disposition = 'wait';
  readonly remedy =
    'Restore the Secret "mc-identity" from a backup; or delete it and join with a token whose Secret on the primary ' +
    'carries joinery.dev/member-name with this name and joinery.dev/replace: "true".';

  constructor(found: string) {
    super(`Cannot read this cluster's identity in Secret "mc-identity": ${found}`);
  }
}
