// npm run fix: what formatter and linter can put right by themselves.
import { execa } from 'execa';
import { repositoryRoot } from '../runner/repository-root.ts';
import { runCommand } from '../runner/run-command.ts';
import { toolScripts } from '../runner/tool-scripts.ts';

await runCommand(async ({ signal }) => {
  const options = { cwd: repositoryRoot, stdio: 'inherit', cancelSignal: signal, reject: false } as const;
  await execa(process.execPath, [toolScripts.prettier, '--write', '--log-level=warn', '.'], options);
  const lint = await execa(process.execPath, [toolScripts.oxlint, '--fix', 'jobs', 'ci', 'test'], options);
  return lint.failed ? 1 : 0;
});
