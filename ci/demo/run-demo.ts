import { readFile } from 'node:fs/promises';
import { ensureClusters } from '../clusters/local-clusters.ts';
import { buildImage, imageArchive } from '../image/build-image.ts';
import { ensureTool } from '../tools/ensure-tools.ts';
import type { Progress } from '../tools/progress.ts';
import { runTimedStep } from '../tools/timed-step.ts';
import { DemoCluster } from './demo-cluster.ts';
import { describeSet, joinClusters, type DemoPlan } from './join-clusters.ts';
import { demoUsage, type DemoOptions } from './parse-demo-options.ts';

/** Set of clusters the demo uses; the tests have another. */
export const demoSet = 'local';

/** Runs the demo and returns what is to stand on the screen at its end. */
export async function runDemo(
  options: DemoOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<string> {
  if (options.place === 'help') return demoUsage;
  if (options.place === 'contexts') return runOnContexts(options, progress, signal);
  return runOnLocalClusters(progress, signal);
}

async function runOnLocalClusters(progress: Progress, signal: AbortSignal): Promise<string> {
  progress('Two real Kubernetes clusters on this machine, joined by two helm installs.');
  progress(
    'The first time, Kubernetes, Helm and CoreDNS are compiled: about a quarter of an hour on two cores. Later: under a minute.',
  );
  // What fails at the start, such as a missing prerequisite of the clusters, is told before anything else is done.
  const [{ primary, secondary, ingress }] = await Promise.all([
    ensureClusters({ set: demoSet, progress }),
    buildImage(progress),
  ]);
  await runTimedStep(progress, 'Loading the image', async () =>
    Promise.all([primary.loadImage(imageArchive), secondary.loadImage(imageArchive)]),
  );
  const commands = {
    helm: await ensureTool('helm4', progress),
    kubectl: await ensureTool('kubectl', progress),
  };
  const plan: DemoPlan = {
    primary: new DemoCluster(commands, { kubeconfig: primary.kubeconfigPath }, signal),
    secondary: new DemoCluster(commands, { kubeconfig: secondary.kubeconfigPath }, signal),
    sharedValues: {},
    primaryValues: {
      multicluster: {
        primary: {
          create: true,
          name: 'eu-central',
          ingressURL: ingress.url,
          caBundle: await readFile(ingress.caPath, 'utf8'),
        },
      },
      hub: { service: { type: 'NodePort', nodePort: 30080 } },
    },
    primaryFlags: [],
  };
  await joinClusters(plan, progress);
  return `
${await describeSet(plan)}

To look further:

    export KUBECONFIG=${primary.kubeconfigPath}      # the primary
    export KUBECONFIG=${secondary.kubeconfigPath}    # the secondary
    alias kubectl=${commands.kubectl} helm=${commands.helm}
    kubectl get pods,jobs,secrets -n joinery
    kubectl describe members -n joinery-mc           # on the primary
    helm uninstall joinery -n joinery                # on the secondary: it leaves the set

To remove everything: npm run demo:down`;
}

async function runOnContexts(
  options: Extract<DemoOptions, { place: 'contexts' }>,
  progress: Progress,
  signal: AbortSignal,
): Promise<string> {
  const { primaryContext, secondaryContext, ingressURL, image, valuesPath } = options;
  const commands = { helm: 'helm', kubectl: 'kubectl' };
  const plan: DemoPlan = {
    primary: new DemoCluster(commands, { context: primaryContext }, signal),
    secondary: new DemoCluster(commands, { context: secondaryContext }, signal),
    sharedValues: { image: parseImage(image) },
    primaryValues: { multicluster: { primary: { create: true, name: 'primary', ingressURL } } },
    primaryFlags: valuesPath === '' ? [] : ['-f', valuesPath],
  };
  await joinClusters(plan, progress);
  return `
${await describeSet(plan)}

To remove it: helm uninstall joinery -n joinery in both contexts, then delete the namespaces joinery (both) and
joinery-mc and the CustomResourceDefinition members.joinery.dev (${primaryContext}).`;
}

/** Splits `registry.example.com/path/name:tag` into the chart's three values. */
function parseImage(image: string): { registry: string; repository: string; tag: string } {
  const [, registry = '', repository = '', tag = ''] =
    /^(?:([^/]*[.:][^/]*)\/)?([^:]+)(?::(.+))?$/.exec(image) ?? [];
  return { registry, repository, tag };
}
