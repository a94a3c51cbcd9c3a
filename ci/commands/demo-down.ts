// npm run demo:down: removes everything the demo started on this machine.
import { downClusters } from '../clusters/local-clusters.ts';
import { demoSet } from '../demo/run-demo.ts';
import { runCommand } from '../runner/run-command.ts';

await runCommand(async () => {
  await downClusters(demoSet);
  console.log('The clusters of the demo and all they left are removed.');
  return 0;
});
