// npm run demo: two clusters joined, on screen. `npm run demo -- --help` says what else it can do.
import { parseDemoOptions } from '../demo/parse-demo-options.ts';
import { runDemo } from '../demo/run-demo.ts';
import { generateWhenChanged } from '../generate/generate-all.ts';
import { runCommand } from '../runner/run-command.ts';

await runCommand(async ({ commandArguments, signal }) => {
  const options = parseDemoOptions(commandArguments);
  if (options.place === 'local') await generateWhenChanged();
  console.log(await runDemo(options, console.error, signal));
  return 0;
});
