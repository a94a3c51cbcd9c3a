// npm run generate: writes everything generated, also when nothing seems to have changed.
import { generateAll } from '../generate/generate-all.ts';
import { runCommand } from '../runner/run-command.ts';

await runCommand(async () => {
  await generateAll();
  return 0;
});
