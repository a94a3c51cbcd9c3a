import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { stringify } from 'yaml';
import { ensurePromtool } from '../../ci/tools/promtool.ts';

/**
 * Runs Prometheus' own checker over documents, which it finds by their names in its folder.
 *
 * @param command For example `['test', 'rules', 'tests.yaml']`.
 * @returns What it complains of; empty when all is well.
 */
export async function runPromtool(
  command: readonly string[],
  documents: Readonly<Record<string, unknown>>,
): Promise<string> {
  const promtool = await ensurePromtool(ignoreProgress);
  const folder = await mkdtemp(join(tmpdir(), 'joinery-promtool-'));
  try {
    for (const [name, document] of Object.entries(documents)) {
      await writeFile(join(folder, name), stringify(document));
    }
    const { failed, all } = await execa(promtool, command, { cwd: folder, all: true, reject: false });
    return failed ? all : '';
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Test output stays quiet: whoever starts the tests has shown the fetching. */
function ignoreProgress(): void {}
