import type { ErrorCode } from './error-code.ts';

/** Exit codes of every program; the chart's podFailurePolicy names 2, 3, 4 and 124. */
export const exitCodes = {
  done: 0,
  bug: 1,
  badConfiguration: 2,
  preflightFailed: 3,
  refused: 4,
  deadlinePassed: 124,
  stopped: 143,
} as const;

/** One of {@link exitCodes}. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const exitCodeByError: Readonly<Partial<Record<ErrorCode, ExitCode>>> = {
  JOINERY_BACKUP_INVALID: exitCodes.badConfiguration,
  JOINERY_CA_INVALID: exitCodes.badConfiguration,
  JOINERY_COMMAND_INVALID: exitCodes.badConfiguration,
  JOINERY_CONFIG_INVALID: exitCodes.badConfiguration,
  JOINERY_CONTEXT_INVALID: exitCodes.badConfiguration,
  JOINERY_DISTRIBUTION_MISSING: exitCodes.badConfiguration,
  JOINERY_JOIN_SECRET_INVALID: exitCodes.badConfiguration,
  JOINERY_MEMBER_MISSING: exitCodes.badConfiguration,
  JOINERY_NAME_CHANGED: exitCodes.badConfiguration,
  JOINERY_NAME_INVALID: exitCodes.badConfiguration,
  JOINERY_PRIMARY_PIN_MISMATCH: exitCodes.badConfiguration,
  JOINERY_TOKEN_ANNOTATION_INVALID: exitCodes.badConfiguration,
  JOINERY_TOKEN_MALFORMED: exitCodes.badConfiguration,
  JOINERY_TOKEN_MISSING: exitCodes.badConfiguration,
  JOINERY_TOKEN_NAME_TAKEN: exitCodes.badConfiguration,
  JOINERY_TOKEN_TOO_NEW: exitCodes.badConfiguration,
  JOINERY_TOKEN_TTL_INVALID: exitCodes.badConfiguration,
  JOINERY_URL_INSECURE: exitCodes.badConfiguration,
  JOINERY_URL_INVALID: exitCodes.badConfiguration,

  JOINERY_CREDENTIALS_MISSING: exitCodes.preflightFailed,
  JOINERY_FIELD_CONFLICT: exitCodes.preflightFailed,
  JOINERY_FOUND_UNHEALTHY: exitCodes.preflightFailed,
  JOINERY_HUB_KEY_DAMAGED: exitCodes.preflightFailed,
  JOINERY_HUB_KEY_MISSING: exitCodes.preflightFailed,
  JOINERY_IDENTITY_DAMAGED: exitCodes.preflightFailed,
  JOINERY_KUBERNETES_FORBIDDEN: exitCodes.preflightFailed,
  JOINERY_KUBERNETES_REFUSED: exitCodes.preflightFailed,
  JOINERY_NAMESPACE_HOLDS_K10: exitCodes.preflightFailed,
  JOINERY_NOT_INSTALLED: exitCodes.preflightFailed,

  JOINERY_ANSWER_NOT_PROVEN: exitCodes.refused,
  JOINERY_BODY_TOO_LARGE: exitCodes.refused,
  JOINERY_CA_NOT_PROVEN: exitCodes.refused,
  JOINERY_CLOCK_SKEW: exitCodes.refused,
  JOINERY_CLUSTER_ALREADY_MEMBER: exitCodes.refused,
  JOINERY_DISTRIBUTION_EXISTS: exitCodes.refused,
  JOINERY_DUPLICATE_IDENTITY: exitCodes.refused,
  JOINERY_HUB_OUTDATED: exitCodes.refused,
  JOINERY_IN_ANOTHER_SET: exitCodes.refused,
  JOINERY_JOIN_FAILED: exitCodes.refused,
  JOINERY_JOIN_REFUSED: exitCodes.refused,
  JOINERY_MEMBER_IN_TOUCH: exitCodes.refused,
  JOINERY_MEMBER_IS_PRIMARY: exitCodes.refused,
  JOINERY_MEMBER_REMOVED: exitCodes.refused,
  JOINERY_MEMBER_UNKNOWN: exitCodes.refused,
  JOINERY_NAME_TAKEN: exitCodes.refused,
  JOINERY_OTHER_HUB: exitCodes.refused,
  JOINERY_PROTOCOL_UNKNOWN: exitCodes.refused,
  JOINERY_REQUEST_INVALID: exitCodes.refused,
  JOINERY_SET_DISSOLVED: exitCodes.refused,
  JOINERY_THUMBPRINT_MISMATCH: exitCodes.refused,
  JOINERY_TOKEN_EXPIRED: exitCodes.refused,
  JOINERY_TOKEN_FOR_ANOTHER_KEY: exitCodes.refused,
  JOINERY_TOKEN_FOR_ANOTHER_NAME: exitCodes.refused,
  JOINERY_TOKEN_REVOKED: exitCodes.refused,
  JOINERY_TOKEN_SPENT: exitCodes.refused,

  JOINERY_DEADLINE_PASSED: exitCodes.deadlinePassed,
  JOINERY_JOIN_UNFINISHED: exitCodes.deadlinePassed,
  JOINERY_TOKEN_NOT_FILLED: exitCodes.deadlinePassed,
};

/** Exit code of a program that ends with this error; 1 for what only a bug or an outage explains. */
export function exitCodeOf(code: ErrorCode): ExitCode {
  return exitCodeByError[code] ?? exitCodes.bug;
}
