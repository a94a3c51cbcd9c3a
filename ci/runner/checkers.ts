import { execa } from 'execa';
import { repositoryRoot } from './repository-root.ts';
import type { TestCount } from './test-count.ts';
import { toolScripts } from './tool-scripts.ts';

/** A program that says whether something holds for the whole tree. */
interface Checker {
  /** What holds when it passes. */
  readonly claim: string;
  readonly script: string;
  readonly scriptArguments: readonly string[];
}

const checkers: readonly Checker[] = [
  { claim: 'Types hold', script: toolScripts.tsc, scriptArguments: [] },
  { claim: 'No lint rule is broken', script: toolScripts.oxlint, scriptArguments: ['jobs', 'ci', 'test'] },
  { claim: "Formatting is Prettier's", script: toolScripts.prettier, scriptArguments: ['--check', '.'] },
  { claim: 'No code or dependency is unused', script: toolScripts.knip, scriptArguments: [] },
];

/** Runs all checkers, one after the other, and shows the output of those that fail. */
export async function runCheckers(signal: AbortSignal): Promise<TestCount> {
  let failed = 0;
  for (const checker of checkers) {
    signal.throwIfAborted();
    if (!(await holds(checker, signal))) failed += 1;
  }
  return { passed: checkers.length - failed, failed, skipped: 0 };
}

async function holds({ claim, script, scriptArguments }: Checker, signal: AbortSignal): Promise<boolean> {
  const result = await execa(process.execPath, [script, ...scriptArguments], {
    cwd: repositoryRoot,
    cancelSignal: signal,
    all: true,
    reject: false,
  });
  signal.throwIfAborted();
  console.log(`${result.failed ? '✗' : '✓'} ${claim}`);
  if (result.failed) console.log(result.all);
  return !result.failed;
}
