import { beforeEach, describe, expect, it } from 'vitest';
import { Stopped, type Program } from '../../../jobs/app/program.ts';
import { runProgram } from '../../../jobs/app/run-program.ts';
import { exitCodeOf } from '../../../jobs/errors/exit-code.ts';
import { everyError } from '../../builders/every-error.ts';
import { createRecordingLogger, type RecordingLogger } from '../../fakes/recording-logger.ts';

const failing =
  (error: Error): Program =>
  async () => {
    throw error;
  };

let logger: RecordingLogger;

beforeEach(() => {
  logger = createRecordingLogger();
});

async function run(program: Program) {
  return runProgram(program, { environment: {}, signal: new AbortController().signal, logger });
}

describe('runProgram()', () => {
  it('ends well with the summary and 0', async () => {
    expect(await run(async () => ({ summary: 'Done.' }))).toEqual({ message: 'Done.', exitCode: 0 });
  });

  it('ends with the report and the code of a program that found something', async () => {
    const end = await run(async () => ({ summary: 'One error.', report: 'A table.', exitCode: 3 }));

    expect(end).toEqual({ message: 'One error.', report: 'A table.', exitCode: 3 });
  });

  it('ends with 143 when it was stopped, and complains to nobody', async () => {
    expect(await run(failing(new Stopped()))).toEqual({ message: 'Stopped by a signal.', exitCode: 143 });
    expect(logger.lines).toEqual([]);
  });

  it.for(everyError.map((error) => [error.code, error] as const))(
    'ends for %s with message, remedy and its exit code',
    async ([code, error]) => {
      expect(await run(failing(error))).toEqual({
        message: `${error.message}. ${error.remedy}`,
        exitCode: exitCodeOf(code),
      });
      expect(logger.lines.join('')).toContain(code);
    },
  );

  it('ends with 1 on a bug, shows no stack and says where it is', async () => {
    const end = await run(failing(new TypeError('undefined is not a function')));

    expect(end.exitCode).toBe(1);
    expect(end.message).toMatch(/^Cannot go on: .*\. The log .*\.$/);
    expect(end.message).not.toContain('undefined');
    expect(logger.lines.join('')).toContain('undefined is not a function');
  });
});
