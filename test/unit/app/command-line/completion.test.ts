import { describe, expect, it } from 'vitest';
import { aCommandLine } from '../../../builders/a-command-line.ts';
import { aPrimary } from '../../../builders/a-set.ts';

const { run } = aCommandLine(await aPrimary());

/** What the program offers for a line; `_` stands for a word that is still empty. */
async function offer(line: string): Promise<string[]> {
  const { out } = await run(`complete -- ${line}`.trim());
  return out
    .trim()
    .split('\n')
    .map((candidate) => candidate.replace(/\t.*/, ''));
}

describe('completion', () => {
  it.for([
    ['re', ['resume', 'remove', 'rekey', 'restore', ':4']],
    ['token l', ['list', ':4']],
    ['-o json token re', ['revoke', ':4']],
    ['members --wa', ['--watch', ':4']],
    ['members --set', ['--set-namespace', ':4']],
    ['members -o j', ['json', ':4']],
    ['completion f', ['fish', ':4']],
    ['members --context h', [':0']],
    ['remove edge', [':0']],
  ] as const)('offers for "%s"', async ([line, offered]) => {
    expect(await offer(line)).toEqual(offered);
  });

  it.for(['bash', 'zsh', 'fish', 'kubectl'])('has a script for %s that asks the program', async (shell) => {
    const { exitCode, out } = await run(`completion ${shell}`);

    expect(exitCode).toBe(0);
    expect(out).toContain('joinery complete -- ');
  });

  it('has none for another shell', async () => {
    expect(await run('completion tcsh')).toMatchObject({ exitCode: 2, out: '' });
  });
});
