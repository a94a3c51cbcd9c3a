import { JoineryError } from '../../errors/joinery-error.ts';

/** About how long those take that wait already, in seconds. */
const retryAfterSeconds = 5;

/** More requests at once than a replica takes. */
export class HubBusy extends JoineryError {
  override readonly name = 'HubBusy';
  readonly code = 'JOINERY_HUB_BUSY';
  readonly disposition = 'retry';
  readonly remedy = 'Wait, since members try again by themselves, and raise hub.replicas if it lasts.';

  constructor() {
    super('Cannot answer now: the hub is working on as many requests as it takes', {
      details: { retryAfterSeconds },
    });
  }
}

/** The hub cannot work at the moment; why is in its log. */
export class HubNotReady extends JoineryError {
  override readonly name = 'HubNotReady';
  readonly code = 'JOINERY_HUB_NOT_READY';
  readonly disposition = 'retry';
  readonly remedy = 'Look at the hub on the primary: kubectl logs of its Deployment says what it waits for.';

  constructor() {
    super('Cannot answer now: the hub is not ready');
  }
}

/** A bug; the id leads to the line in the hub's log. */
export class InternalError extends JoineryError {
  override readonly name = 'InternalError';
  readonly code = 'JOINERY_INTERNAL';
  readonly disposition = 'retry';
  readonly remedy: string;

  constructor(facts: { errorId: string }) {
    super('Cannot answer: something went wrong that should not');
    this.remedy = `Search the hub's log for ${facts.errorId} and report it.`;
  }
}
