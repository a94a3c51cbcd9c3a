// npm test: everything. The last line is the sum over all runners.
import { generateWhenChanged } from '../generate/generate-all.ts';
import { parseTestOptions } from '../runner/parse-test-options.ts';
import { runCommand } from '../runner/run-command.ts';
import { runTests } from '../runner/run-tests.ts';
import { renderCount } from '../runner/test-count.ts';

await runCommand(async ({ commandArguments, signal }) => {
  const options = parseTestOptions(commandArguments);
  await generateWhenChanged();
  const count = await runTests(options, signal);
  console.log(renderCount(count));
  return count.failed === 0 ? 0 : 1;
});
