import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { repositoryRoot } from './repository-root.ts';
import type { TestCount } from './test-count.ts';
import { toolScripts } from './tool-scripts.ts';

/** The part of Vitest's JSON report that is counted. */
interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

/** Which tests to run, and what else Vitest is told. */
export interface RunVitestOptions {
  readonly projects: readonly string[];
  /** For developers: `-t 'part of a name'` and the like. */
  readonly vitestArguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** Runs the tests of some projects, shows them as Vitest does, and counts them by its JSON report. */
export async function runVitest({
  projects,
  vitestArguments,
  environment,
  signal,
}: RunVitestOptions): Promise<TestCount> {
  const folder = await mkdtemp(join(tmpdir(), 'joinery-test-'));
  try {
    const reportPath = join(folder, 'report.json');
    const choice = projects.flatMap((project) => ['--project', project]);
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportPath}`];
    const { failed } = await execa(
      process.execPath,
      [toolScripts.vitest, 'run', ...choice, ...reporters, ...vitestArguments],
      {
        cwd: repositoryRoot,
        env: environment,
        stdio: ['ignore', 'inherit', 'inherit'],
        cancelSignal: signal,
        reject: false,
      },
    );
    signal.throwIfAborted();
    return count(await readReport(reportPath), failed);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function readReport(path: string): Promise<VitestReport | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as VitestReport;
  } catch {
    // Vitest ended before it could report, and has shown why.
    return undefined;
  }
}

function count(report: VitestReport | undefined, vitestFailed: boolean): TestCount {
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0 };
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  ).length;
  const failedTests = report.numFailedTests + unloaded;
  return {
    passed: report.numPassedTests,
    // An error outside of any test fails the run too.
    failed: vitestFailed ? Math.max(failedTests, 1) : failedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}
