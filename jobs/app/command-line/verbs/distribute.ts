import type { Command } from 'commander';
import { checkManifest } from '../../../core/distribution/check-manifest.ts';
import type { Distribution, Placement } from '../../../core/distribution/distribution.ts';
import { parseManifests } from '../../../core/distribution/parse-manifests.ts';
import { makeDistribution } from '../../../workflows/distributions/make-distribution.ts';
import { addVerb } from '../add-verb.ts';
import type { CommandContext } from '../command-context.ts';
import { CommandInvalid } from '../errors.ts';

interface DistributeOptions {
  readonly filename: string;
  readonly toLabels?: string;
  readonly to?: string;
  readonly toAll?: true;
  readonly except?: string;
  readonly targetNamespace?: string;
  readonly confidential?: true;
  readonly dryRun?: true;
  readonly replace?: true;
}

/** `distribute`: manifests of a file, to clusters by name or label. */
export function addDistribute(program: Command, context: CommandContext): void {
  const verb = {
    usage: 'distribute <name>',
    summary: 'distribute manifests to clusters',
    details:
      'Makes a Distribution that holds the manifests. Text in them may be filled in for each cluster, as in ' +
      '"{{ cluster.name }}". One that was a dry run is replaced by the next of that name.',
    examples: [
      'kubectl joinery distribute isolation -f network-policies.yaml --to-all --dry-run',
      'kubectl joinery distribute isolation -f network-policies.yaml --to-labels region=eu,tier=edge --except edge-7',
      'kubectl kustomize overlays/edge | kubectl joinery distribute base -f - --to edge-7,edge-8',
    ],
    options: (command: Command) =>
      command
        .requiredOption('-f, --filename <file>', 'the manifests, in YAML or JSON; "-" is standard input')
        .option('--to-labels <labels>', 'clusters with these labels, such as region=eu,tier=edge')
        .option('--to <names>', 'clusters of these names, with commas; adds to those by label')
        .option('--to-all', 'all clusters of the set, those that come later too')
        .option('--except <names>', 'but not these')
        .option('--target-namespace <name>', 'namespace the objects get, in place of their own')
        .option('--confidential', 'seal the objects to each cluster, as Secrets always are')
        .option('--dry-run', 'have the clusters say what would change, and change nothing')
        .option('--replace', 'in place of a Distribution of that name that is in force'),
  };
  addVerb<DistributeOptions>(program, context, verb, async (invocation, name = '') => {
    const { options } = invocation;
    const placement = buildPlacement(options);
    const manifests = await invocation.read(options.filename, 'file with manifests');
    assertManifests(manifests, options.filename);
    const ports = await invocation.open();
    const ref = { namespace: options.setNamespace, name };
    const spec = buildSpec(placement, manifests, options);
    const made = await makeDistribution(ports, ref, { spec, replace: options.replace === true });
    invocation.done('distribution.joinery.dev', name, made);
    invocation.tell(`See how far it is: kubectl joinery distribution show ${name}`);
  });
}

function buildPlacement({ toLabels, to, toAll, except }: DistributeOptions): Placement {
  if ([toLabels, to, toAll].every((target) => target === undefined)) {
    throw new CommandInvalid({
      found: 'it does not say to which clusters',
      remedy: 'Add --to-labels, --to or --to-all.',
    });
  }
  const labels = toLabels === undefined ? undefined : parseLabels(toLabels);
  return {
    ...(toAll === true
      ? { selector: {} }
      : labels === undefined
        ? {}
        : { selector: { matchLabels: labels } }),
    ...(to === undefined ? {} : { names: splitNames(to) }),
    ...(except === undefined ? {} : { except: splitNames(except) }),
  };
}

function parseLabels(text: string): Record<string, string> {
  const pairs = splitNames(text).map((pair) => pair.split('='));
  if (pairs.length === 0 || pairs.some(({ length, 0: key }) => length !== 2 || key === '')) {
    throw new CommandInvalid({
      found: `"${text}" are no labels`,
      remedy: 'Write them as key=value, with commas; other selectors go into a Distribution of your own.',
    });
  }
  return Object.fromEntries(pairs.map(([key = '', value = '']) => [key, value]));
}

function splitNames(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** What cannot work anywhere is refused here; the rest each cluster judges. */
function assertManifests(text: string, file: string): void {
  const found = checkManifests(text);
  if (found === undefined) return;
  throw new CommandInvalid({
    found: `the manifests of ${file === '-' ? 'standard input' : file} are not right: ${found}`,
    remedy: 'Put them right; "kubectl apply --dry-run=client -f" reads them in the same way.',
  });
}

function checkManifests(text: string): string | undefined {
  const parsed = parseManifests(text);
  if ('found' in parsed) return parsed.found;
  if (parsed.documents.length === 0) return 'there are none';
  return parsed.documents.map(checkManifest).find((wrong) => wrong !== undefined);
}

function buildSpec(
  placement: Placement,
  manifests: string,
  options: DistributeOptions,
): Distribution['spec'] {
  const { targetNamespace, confidential, dryRun } = options;
  const source = {
    manifests,
    ...(targetNamespace === undefined ? {} : { targetNamespace }),
    ...(confidential === true ? { confidential } : {}),
  };
  return {
    placement,
    sources: [source],
    ...(dryRun === true ? { dryRun } : {}),
  };
}
