import { describe, expect, it } from 'vitest';
import { errorCodes, isErrorCode, type ErrorCode } from '../../../jobs/errors/error-code.ts';
import { exitCodeOf, exitCodes } from '../../../jobs/errors/exit-code.ts';
import { buildProblem, RefusedByHub } from '../../../jobs/errors/problem.ts';
import { reasonOf } from '../../../jobs/errors/reason.ts';
import { everyError } from '../../builders/every-error.ts';

const byCode = new Map(everyError.map((error) => [error.code, error]));
const rows = everyError.map((error) => [error.code, error] as const);

/** Exit code and HTTP status by code; 500 is for what the hub tells nobody. */
const expected: Readonly<Record<ErrorCode, readonly [exitCode: number, status: number]>> = {
  JOINERY_ANSWER_NOT_PROVEN: [4, 500],
  JOINERY_ANSWER_UNEXPECTED: [1, 500],
  JOINERY_BACKUP_INVALID: [2, 500],
  JOINERY_BODY_TOO_LARGE: [4, 413],
  JOINERY_CA_INVALID: [2, 500],
  JOINERY_CA_NOT_PROVEN: [4, 500],
  JOINERY_CLOCK_SKEW: [4, 401],
  JOINERY_CLUSTER_ALREADY_MEMBER: [4, 409],
  JOINERY_COMMAND_INVALID: [2, 500],
  JOINERY_CONFIG_INVALID: [2, 500],
  JOINERY_CONTEXT_INVALID: [2, 500],
  JOINERY_CREDENTIALS_MISSING: [3, 500],
  JOINERY_DEADLINE_PASSED: [124, 500],
  JOINERY_DISTRIBUTION_EXISTS: [4, 500],
  JOINERY_DISTRIBUTION_MISSING: [2, 500],
  JOINERY_DUPLICATE_IDENTITY: [4, 409],
  JOINERY_FIELD_CONFLICT: [3, 500],
  JOINERY_FOUND_UNHEALTHY: [3, 500],
  JOINERY_HUB_BUSY: [1, 429],
  JOINERY_HUB_CERTIFICATE_INVALID: [1, 500],
  JOINERY_HUB_KEY_DAMAGED: [3, 500],
  JOINERY_HUB_KEY_MISSING: [3, 500],
  JOINERY_HUB_NOT_READY: [1, 503],
  JOINERY_HUB_OUTDATED: [4, 503],
  JOINERY_HUB_TLS_UNTRUSTED: [1, 500],
  JOINERY_HUB_UNREACHABLE: [1, 500],
  JOINERY_IDENTITY_DAMAGED: [3, 500],
  JOINERY_INTERNAL: [1, 500],
  JOINERY_IN_ANOTHER_SET: [4, 500],
  JOINERY_JOIN_FAILED: [4, 500],
  JOINERY_JOIN_REFUSED: [4, 401],
  JOINERY_JOIN_SECRET_INVALID: [2, 500],
  JOINERY_JOIN_UNFINISHED: [124, 500],
  JOINERY_KUBERNETES_CONFLICT: [1, 503],
  JOINERY_KUBERNETES_FORBIDDEN: [3, 500],
  JOINERY_KUBERNETES_KIND_MISSING: [1, 500],
  JOINERY_KUBERNETES_REFUSED: [3, 500],
  JOINERY_KUBERNETES_UNREACHABLE: [1, 503],
  JOINERY_MEMBER_IN_TOUCH: [4, 500],
  JOINERY_MEMBER_IS_PRIMARY: [4, 500],
  JOINERY_MEMBER_MISSING: [2, 500],
  JOINERY_MEMBER_REMOVED: [4, 403],
  JOINERY_MEMBER_UNKNOWN: [4, 401],
  JOINERY_NAMESPACE_HOLDS_K10: [3, 500],
  JOINERY_NAME_CHANGED: [2, 409],
  JOINERY_NAME_INVALID: [2, 400],
  JOINERY_NAME_TAKEN: [4, 409],
  JOINERY_NOT_INSTALLED: [3, 500],
  JOINERY_OTHER_HUB: [4, 500],
  JOINERY_PRIMARY_PIN_MISMATCH: [2, 500],
  JOINERY_PROTOCOL_UNKNOWN: [4, 400],
  JOINERY_REQUEST_INVALID: [4, 400],
  JOINERY_SEAL_NOT_OPENED: [1, 500],
  JOINERY_SET_DISSOLVED: [4, 410],
  JOINERY_THUMBPRINT_MISMATCH: [4, 500],
  JOINERY_TOKEN_ANNOTATION_INVALID: [2, 500],
  JOINERY_TOKEN_EXPIRED: [4, 403],
  JOINERY_TOKEN_FOR_ANOTHER_KEY: [4, 403],
  JOINERY_TOKEN_FOR_ANOTHER_NAME: [4, 403],
  JOINERY_TOKEN_MALFORMED: [2, 500],
  JOINERY_TOKEN_MISSING: [2, 500],
  JOINERY_TOKEN_NAME_TAKEN: [2, 500],
  JOINERY_TOKEN_NOT_FILLED: [124, 500],
  JOINERY_TOKEN_REVOKED: [4, 403],
  JOINERY_TOKEN_SPENT: [4, 403],
  JOINERY_TOKEN_TOO_NEW: [2, 500],
  JOINERY_TOKEN_TTL_INVALID: [2, 500],
  JOINERY_URL_INSECURE: [2, 500],
  JOINERY_URL_INVALID: [2, 500],
  JOINERY_VERIFIER_DAMAGED: [1, 500],
};

describe('errors', () => {
  it('are one class for each code', () => {
    expect([...byCode.keys()].toSorted()).toEqual([...errorCodes].toSorted());
  });

  it('are listed in the order of their codes', () => {
    expect([...errorCodes]).toEqual([...errorCodes].toSorted());
  });

  it.for(rows)('%s says what was tried, then what was found', ([, error]) => {
    expect(error.message).toMatch(/^Cannot .+: .+[^.]$/s);
  });

  it.for(rows)('%s tells in one imperative sentence what to do', ([, { remedy }]) => {
    expect(remedy).toMatch(/^[A-Z][a-z]+[, ].*\.$/s);
    expect(remedy).not.toMatch(/[.!?] +[A-Z]/);
  });

  it.for(rows)('%s is named for its class, also after a bundler renamed it', ([, error]) => {
    expect(error.name).toBe(error.constructor.name);
  });

  it.for(rows)('%s carries flat facts', ([, { details }]) => {
    const types = Object.values(details).map((value) => typeof value);

    expect(types.filter((type) => !['string', 'number', 'boolean'].includes(type))).toEqual([]);
  });
});

describe('exitCodeOf()', () => {
  it.for(errorCodes.map((code) => [code, expected[code][0]] as const))(
    'ends %s with %i',
    ([code, exitCode]) => {
      expect(exitCodeOf(code)).toBe(exitCode);
    },
  );

  it('knows only the codes the chart knows', () => {
    expect(Object.values(exitCodes)).toEqual([0, 1, 2, 3, 4, 124, 143]);
  });
});

describe('buildProblem()', () => {
  it.for(errorCodes.map((code) => [code, expected[code][1]] as const))(
    'answers %s with %i',
    ([code, status]) => {
      const error = byCode.get(code);

      expect(error && buildProblem(error)).toEqual({
        type: `urn:joinery:error:${code}`,
        title: error?.name,
        status,
        detail: error?.message,
        code,
        remedy: error?.remedy,
        disposition: error?.disposition,
      });
    },
  );
});

describe('RefusedByHub', () => {
  it.for(rows)('carries %s over the wire word for word', ([code, error]) => {
    const { message, remedy, disposition } = error;

    expect(new RefusedByHub(code, buildProblem(error))).toMatchObject({ code, message, remedy, disposition });
  });
});

describe('reasonOf()', () => {
  it.for([
    ['JOINERY_TOKEN_EXPIRED', 'TokenExpired'],
    ['JOINERY_NAMESPACE_HOLDS_K10', 'NamespaceHoldsK10'],
    ['JOINERY_INTERNAL', 'Internal'],
  ] as const)('turns %s into %s', ([code, reason]) => {
    expect(reasonOf(code)).toBe(reason);
  });

  it('gives every code a reason of its own', () => {
    expect(new Set(errorCodes.map((code) => reasonOf(code))).size).toBe(errorCodes.length);
  });
});

describe('isErrorCode()', () => {
  it.for([
    ['a code', 'JOINERY_TOKEN_SPENT', true],
    ['a code of tomorrow', 'JOINERY_MOON_PHASE', false],
    ['the name of a member every object has', 'toString', false],
    ['nothing', '', false],
  ] as const)('of %s', ([, text, known]) => {
    expect(isErrorCode(text)).toBe(known);
  });
});
