import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../../../../jobs/app/command-line/run-command-line.ts';

/** Every line of a document that begins with `kubectl joinery`, with where it stands. */
const lines = globSync('{README.md,charts/joinery/README.md,docs/*.md,docs/errors/*.md}')
  .toSorted()
  .flatMap((path) =>
    readFileSync(path, 'utf8')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line.startsWith('kubectl joinery '))
      .map((line) => [path, line.replace(/ [|>#].*$/, '')] as const),
  );

describe('documents', () => {
  it.for(lines)('%s: %s', async ([, line]) => {
    const said: string[] = [];

    await runCommandLine({
      args: line.split(/ +/).slice(2),
      environment: {},
      connect: async () => Promise.reject(new Error('There is no cluster here')),
      signal: new AbortController().signal,
      readInput: async () => '',
      isInteractive: false,
      write: () => undefined,
      writeError: (text) => void said.push(text),
    });

    expect(said.join('')).not.toMatch(/unknown|missing|too many|required option|needs one of the commands/);
  });
});
