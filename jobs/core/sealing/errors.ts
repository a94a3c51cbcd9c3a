import { JoineryError } from '../../errors/joinery-error.ts';

/** A sealed object does not open. What is in it is not known, and no part of this. */
export class SealNotOpened extends JoineryError {
  override readonly name = 'SealNotOpened';
  readonly code = 'JOINERY_SEAL_NOT_OPENED';
  /** The hub seals when it is asked, to the key it knows by then. */
  readonly disposition = 'retry';
  readonly remedy =
    'Wait, since the agent asks again; if it stays so, run "kubectl joinery rotate member" for this one on the primary.';

  constructor(found: string) {
    super(`Cannot open what the primary sealed for this cluster: ${found}`);
  }
}
