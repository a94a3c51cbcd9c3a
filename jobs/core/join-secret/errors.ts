import { JoineryError } from '../../errors/joinery-error.ts';

/** The join Secret has not the keys it should have. */
export class JoinSecretInvalid extends JoineryError {
  override readonly name = 'JoinSecretInvalid';
  readonly code = 'JOINERY_JOIN_SECRET_INVALID';
  readonly disposition = 'wait';
  readonly remedy =
    'Give it the key "token" with the whole token, and of "endpoint", "member-name" and "ca.crt" only those you need.';

  constructor(facts: { secretName: string; found: string }) {
    super(`Cannot use the join Secret "${facts.secretName}": ${facts.found}`, {
      details: { secretName: facts.secretName },
    });
  }
}

/** `ca.crt` holds no certificate. */
export class CaInvalid extends JoineryError {
  override readonly name = 'CaInvalid';
  readonly code = 'JOINERY_CA_INVALID';
  readonly disposition = 'wait';
  readonly remedy =
    'Put the CA certificate of the primary\'s URL there in PEM form, from "-----BEGIN CERTIFICATE-----" on.';

  constructor(facts: { secretName: string }) {
    super(
      `Cannot use key "ca.crt" of the join Secret "${facts.secretName}": it is not a certificate in PEM form`,
    );
  }
}

/** The token is for another hub than the one pinned by value. */
export class PrimaryPinMismatch extends JoineryError {
  override readonly name = 'PrimaryPinMismatch';
  readonly code = 'JOINERY_PRIMARY_PIN_MISMATCH';
  readonly disposition = 'terminal';
  readonly remedy =
    'Find out who changed the token on its way; if the primary was re-installed on purpose, set ' +
    'multicluster.secondary.join.primaryThumbprint to its new thumbprint.';

  constructor(facts: { pinned: string; found: string }) {
    super(
      `Cannot use the join token: it is for the primary with thumbprint ${facts.found}, but ${facts.pinned} is pinned`,
      { details: facts },
    );
  }
}
