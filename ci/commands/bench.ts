// npm run bench: what joining and being a member costs, on clusters of its own. Another number than 1000 as its
// argument measures with fewer members or more, in less or more time.
import { runBench } from '../bench/run-bench.ts';
import { generateWhenChanged } from '../generate/generate-all.ts';
import { runCommand } from '../runner/run-command.ts';

await runCommand(async ({ commandArguments: [most = '1000'] }) => {
  await generateWhenChanged();
  console.log(await runBench(Number(most), console.error));
  return 0;
});
