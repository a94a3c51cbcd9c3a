// npm run bench: every benchmark of ci/bench, one after the other.
import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { execa } from 'execa';
import { generateWhenChanged } from '../generate/generate-all.ts';
import { repositoryRoot } from '../runner/repository-root.ts';
import { runCommand } from '../runner/run-command.ts';

await runCommand(async ({ signal }) => {
  await generateWhenChanged();
  for (const path of globSync('ci/bench/*.ts', { cwd: repositoryRoot }).toSorted()) {
    console.log(`\n${basename(path, '.ts')}`);
    await execa(process.execPath, [path], { cwd: repositoryRoot, stdio: 'inherit', cancelSignal: signal });
  }
  return 0;
});
