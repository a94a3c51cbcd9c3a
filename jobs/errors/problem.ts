import type { Disposition } from './disposition.ts';
import { JoineryError, type ErrorDetails } from './joinery-error.ts';
import type { ErrorCode } from './error-code.ts';

/** Problem document (RFC 9457) as the hub sends it. `detail` is the message, `type` names the page docs/errors/<code>.md. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly remedy: string;
  readonly disposition: Disposition;
}

const statusByCode: Readonly<Partial<Record<ErrorCode, number>>> = {
  JOINERY_BODY_TOO_LARGE: 413,
  JOINERY_CLOCK_SKEW: 401,
  JOINERY_CLUSTER_ALREADY_MEMBER: 409,
  JOINERY_DUPLICATE_IDENTITY: 409,
  JOINERY_HUB_BUSY: 429,
  JOINERY_HUB_NOT_READY: 503,
  JOINERY_HUB_OUTDATED: 503,
  JOINERY_JOIN_REFUSED: 401,
  JOINERY_KUBERNETES_CONFLICT: 503,
  JOINERY_KUBERNETES_UNREACHABLE: 503,
  JOINERY_MEMBER_REMOVED: 403,
  JOINERY_MEMBER_UNKNOWN: 401,
  JOINERY_NAME_CHANGED: 409,
  JOINERY_NAME_INVALID: 400,
  JOINERY_NAME_TAKEN: 409,
  JOINERY_PROTOCOL_UNKNOWN: 400,
  JOINERY_REQUEST_INVALID: 400,
  JOINERY_SET_DISSOLVED: 410,
  JOINERY_TOKEN_EXPIRED: 403,
  JOINERY_TOKEN_FOR_ANOTHER_KEY: 403,
  JOINERY_TOKEN_FOR_ANOTHER_NAME: 403,
  JOINERY_TOKEN_REVOKED: 403,
  JOINERY_TOKEN_SPENT: 403,
};

/** Builds the document for an error that may be told; the status is 500 for what callers cannot cause. */
export function buildProblem(error: JoineryError): Problem {
  return {
    type: `urn:joinery:error:${error.code}`,
    title: error.name,
    status: statusByCode[error.code] ?? 500,
    detail: error.message,
    code: error.code,
    remedy: error.remedy,
    disposition: error.disposition,
  };
}

/**
 * A refusal that came over the wire, with the hub's own words. Only make it from an answer whose
 * signature was verified.
 */
export class RefusedByHub extends JoineryError {
  override readonly name = 'RefusedByHub';
  readonly code: ErrorCode;
  readonly disposition: Disposition;
  readonly remedy: string;

  constructor(code: ErrorCode, problem: Problem, details: ErrorDetails = {}) {
    super(problem.detail, { details: { ...details, status: problem.status } });
    this.code = code;
    this.disposition = problem.disposition;
    this.remedy = problem.remedy;
  }
}
