// npm run bench: what joining and being a member costs, on clusters of its own.
import { runBench } from '../bench/run-bench.ts';
import { generateWhenChanged } from '../generate/generate-all.ts';
import { runCommand } from '../runner/run-command.ts';

await runCommand(async () => {
  await generateWhenChanged();
  console.log(await runBench(console.error));
  return 0;
});
