import { writeFileSync, writeSync } from 'node:fs';
import { JsonLogger } from '../../adapters/json-log/json-logger.ts';
import { Stopped, type Program } from '../../app/program.ts';
import { runProgram } from '../../app/run-program.ts';

/** Where the kubelet looks for the reason a container ended. It is there in pods, and made nowhere else. */
const terminationLog = '/dev/termination-log';

/**
 * Runs a program as this process: environment in, SIGTERM and SIGINT as an abort, log to standard error,
 * last words to standard output and the termination log, exit code out.
 */
export async function run(name: string, program: Program): Promise<never> {
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort(new Stopped()));
  const logger = new JsonLogger(
    (line) => process.stderr.write(line),
    () => new Date(),
    { program: name },
  );
  const { message, report, exitCode } = await runProgram(program, {
    environment: process.env,
    signal: stop.signal,
    logger,
  });
  logger.info('Program ended', { exitCode, durationMs: Math.round(performance.now()) });
  writeSync(process.stdout.fd, report === undefined ? `${message}\n` : `${report}\n`);
  writeTerminationMessage(message);
  process.exit(exitCode);
}

function writeTerminationMessage(message: string): void {
  try {
    writeFileSync(terminationLog, message, { flag: 'r+' });
  } catch {
    // Not in a pod: standard output has said it.
  }
}
