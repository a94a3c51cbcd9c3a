import { JoineryError } from '../../errors/joinery-error.ts';
import { wireVersion } from './wire.ts';

/**
 * A signature does not fit; thrown inside the protocol code only. The hub answers uniformly, its log
 * has the reason.
 */
export class SignatureInvalid extends Error {
  override readonly name = 'SignatureInvalid';

  constructor(found: string) {
    super(`Cannot accept the signature: ${found}`);
  }
}

/** A hub's key chain does not verify, or is another hub's; thrown inside the protocol code only. */
export class ChainNotProven extends Error {
  override readonly name = 'ChainNotProven';
  readonly found: string;

  constructor(found: string) {
    super(`Cannot accept the key chain: ${found}`);
    this.found = found;
  }
}

/** Whoever answered is not the hub, or somebody altered what the hub said. */
export class AnswerNotProven extends JoineryError {
  override readonly name = 'AnswerNotProven';
  readonly code = 'JOINERY_ANSWER_NOT_PROVEN';
  readonly disposition = 'terminal';
  readonly remedy =
    'Check that the URL leads to the primary that made this token, and create a new token there if it was re-installed.';

  constructor(facts: { endpoint: string; found: string }) {
    super(`Cannot believe the answer from ${facts.endpoint}: ${facts.found}`, {
      details: { endpoint: facts.endpoint },
    });
  }
}

/** Something that is no hub answered: an ingress without a backend, a login page, another service. */
export class AnswerUnexpected extends JoineryError {
  override readonly name = 'AnswerUnexpected';
  readonly code = 'JOINERY_ANSWER_UNEXPECTED';
  readonly disposition = 'retry';
  readonly remedy =
    'Check on the primary that the hub is ready and that the ingress sends this URL, path included, to its Service.';

  constructor(facts: { endpoint: string; status: number; contentType: string; retryAfterSeconds?: number }) {
    super(
      `Cannot talk to the primary at ${facts.endpoint}: something other than a Joinery hub answered ` +
        `(HTTP ${facts.status}, ${facts.contentType === '' ? 'no content type' : facts.contentType})`,
      {
        details: {
          endpoint: facts.endpoint,
          status: facts.status,
          ...(facts.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: facts.retryAfterSeconds }),
        },
      },
    );
  }
}

/** The sender's clock is too far from the hub's. */
export class ClockSkew extends JoineryError {
  override readonly name = 'ClockSkew';
  readonly code = 'JOINERY_CLOCK_SKEW';
  readonly disposition = 'retry';
  readonly remedy = 'Set the clocks of both clusters by NTP.';

  constructor(facts: { differenceMs: number }) {
    // Whole minutes: a message that changes with every second is a new Event with every second.
    const minutes = Math.round(Math.abs(facts.differenceMs) / 60_000);
    const direction = facts.differenceMs > 0 ? 'ahead of' : 'behind';
    super(
      `Cannot accept the request: the member's clock is about ${minutes} minutes ${direction} the primary's`,
      {
        details: { differenceSeconds: Math.round(facts.differenceMs / 1000) },
      },
    );
  }
}

/** A body does not fit its schema. */
export class RequestInvalid extends JoineryError {
  override readonly name = 'RequestInvalid';
  readonly code = 'JOINERY_REQUEST_INVALID';
  readonly disposition = 'terminal';
  readonly remedy = 'Bring both releases to versions at most one minor apart.';

  constructor(facts: { path: string; found: string }) {
    super(`Cannot accept the request ${facts.path}: ${facts.found}`);
  }
}

/** The sender speaks a version of the protocol that this hub does not. */
export class ProtocolUnknown extends JoineryError {
  override readonly name = 'ProtocolUnknown';
  readonly code = 'JOINERY_PROTOCOL_UNKNOWN';
  readonly disposition = 'wait';
  readonly remedy = "Upgrade the release on the primary to the version of the member's, or a newer one.";

  constructor(facts: { path: string }) {
    super(`Cannot accept the request ${facts.path}: this hub speaks version ${wireVersion} of the protocol`);
  }
}

/** A body exceeds the limit. */
export class BodyTooLarge extends JoineryError {
  override readonly name = 'BodyTooLarge';
  readonly code = 'JOINERY_BODY_TOO_LARGE';
  readonly disposition = 'terminal';
  readonly remedy = 'Send a smaller body; if this is a member of this project, report it as a bug.';

  constructor(facts: { limitBytes: number }) {
    super(`Cannot read the body: it is larger than ${facts.limitBytes} bytes`);
  }
}

/** The hub is an older copy of one that members met already. */
export class HubOutdated extends JoineryError {
  override readonly name = 'HubOutdated';
  readonly code = 'JOINERY_HUB_OUTDATED';
  readonly disposition = 'retry';
  readonly remedy =
    'Make sure that one hub of this set runs; if it is this one, run "kubectl joinery restore --as-is" on the primary.';

  constructor(facts: { epoch: number; newest: number }) {
    super(
      `Cannot go on with this hub: its epoch is ${facts.epoch}, and a hub of this set with epoch ${facts.newest} is known`,
      { details: facts },
    );
  }
}

/** The primary gave up the set. */
export class SetDissolved extends JoineryError {
  override readonly name = 'SetDissolved';
  readonly code = 'JOINERY_SET_DISSOLVED';
  readonly disposition = 'wait';
  readonly remedy = 'Join another set with a token of its primary, or uninstall this release.';

  constructor(facts: { primary: string }) {
    super(`Cannot stay a member: the primary "${facts.primary}" gave up the set`, { details: facts });
  }
}
