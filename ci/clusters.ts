import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type ClusterName, planClusterSet } from './clusters/cluster-set.ts';
import { downClusters, ensureClusters, openClusters } from './clusters/local-clusters.ts';
import { observeHealth } from './clusters/observe-health.ts';
import { MissingPrerequisite } from './tools/missing-prerequisite.ts';

const usage = `npm run clusters -- up | down | status | kubeconfig NAME | load ARCHIVE [NAME]   [--set SET]

  up                    starts the clusters primary and secondary, or finds them running
  down                  ends them and removes everything they left
  status                says whether they run
  kubeconfig NAME       prints the path of a cluster's kubeconfig
  load ARCHIVE [NAME]   makes an image available to pods of one cluster or both`;

/** Does what the arguments say. @returns The exit code. */
async function run(): Promise<number> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { set: { type: 'string', default: 'local' } },
  });
  const [command, ...operands] = positionals;
  switch (command) {
    case 'up': {
      const { primary, secondary } = await ensureClusters({ set: values.set, progress: console.error });
      console.log(
        `export KUBECONFIG=${primary.kubeconfigPath}\nexport KUBECONFIG=${secondary.kubeconfigPath}`,
      );
      return 0;
    }
    case 'down':
      await downClusters(values.set);
      return 0;
    case 'status': {
      const problem = await observeHealth(planClusterSet(values.set));
      console.log(problem ?? 'running');
      return problem === undefined ? 0 : 1;
    }
    case 'kubeconfig':
      console.log((await openClusters(values.set))[parseName(operands[0])].kubeconfigPath);
      return 0;
    case 'load': {
      const [archive, name] = operands;
      if (archive === undefined) break;
      const clusters = await openClusters(values.set);
      const names = name === undefined ? (['primary', 'secondary'] as const) : [parseName(name)];
      for (const each of names) await clusters[each].loadImage(join(process.cwd(), archive));
      return 0;
    }
    case undefined:
    default:
      break;
  }
  console.error(usage);
  return 2;
}

function parseName(name: string | undefined): ClusterName {
  if (name === 'primary' || name === 'secondary') return name;
  throw new RangeError(`Cannot use "${name}" as a cluster: the names are primary and secondary`);
}

try {
  process.exitCode = await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  if (error instanceof MissingPrerequisite) console.error(error.remedy);
  process.exitCode = 1;
}
