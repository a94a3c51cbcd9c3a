import { JoineryError } from '../../errors/joinery-error.ts';

/** The URL of the hub cannot be used. */
export class UrlInvalid extends JoineryError {
  override readonly name = 'UrlInvalid';
  readonly code = 'JOINERY_URL_INVALID';
  readonly disposition = 'terminal';
  readonly remedy = 'Write the URL as secondaries call it, such as https://hub.example.com/joinery.';

  constructor(facts: { found: string }) {
    super(`Cannot use the URL of the primary: ${facts.found}`);
  }
}

/** The URL is plain http and nobody said that this is meant. */
export class UrlInsecure extends JoineryError {
  override readonly name = 'UrlInsecure';
  readonly code = 'JOINERY_URL_INSECURE';
  readonly disposition = 'terminal';
  readonly remedy =
    'Use an https URL; to accept plain http all the same, set allowInsecureURL=true under multicluster.primary ' +
    'or multicluster.secondary.join.';

  constructor(facts: { url: string }) {
    super(`Cannot use the URL of the primary: ${facts.url} is not https`);
  }
}
