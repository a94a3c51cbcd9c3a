import { JoineryError } from '../../errors/joinery-error.ts';

/** The hub is to speak HTTPS, and its certificate cannot be used. */
export class HubCertificateInvalid extends JoineryError {
  override readonly name = 'HubCertificateInvalid';
  readonly code = 'JOINERY_HUB_CERTIFICATE_INVALID';
  readonly disposition = 'wait';
  readonly remedy =
    'Mend the Secret that multicluster.primary.tlsSecretName names; with multicluster.primary.tls=generated, restore ' +
    'the Secret "hub-tls" from a backup, or delete it for a new CA, which every member then needs a new token for.';

  constructor(found: string) {
    super(`Cannot serve HTTPS: ${found}`);
  }
}
