import { JoineryError } from '../errors/joinery-error.ts';

/** `JOINERY_CONFIG` is missing or does not fit its schema: chart and image do not belong together. */
export class ConfigInvalid extends JoineryError {
  override readonly name = 'ConfigInvalid';
  readonly code = 'JOINERY_CONFIG_INVALID';
  readonly disposition = 'terminal';
  readonly remedy =
    'Install with the chart of the same version as the image; it renders this document from its values.';

  constructor(found: string) {
    super(`Cannot read the configuration in JOINERY_CONFIG: ${found}`);
  }
}
