import { Option, type Command } from 'commander';

/** Forms a result can take. */
const outputFormats = ['table', 'wide', 'json', 'yaml', 'name'] as const;

export type OutputFormat = (typeof outputFormats)[number];

/** Options that every verb understands. */
export interface GlobalOptions {
  readonly context?: string;
  readonly kubeconfig?: string;
  /** Of the release. */
  readonly namespace: string;
  /** Of the set, on the primary. */
  readonly setNamespace: string;
  readonly output: OutputFormat;
  readonly verbose?: true;
}

/** Adds them. Words and letters are those of kubectl where it has them. */
export function addGlobalOptions(program: Command): Command {
  return program
    .option('--context <name>', 'context of the kubeconfig; the current one by default')
    .option('--kubeconfig <file>', 'the kubeconfig; KUBECONFIG or ~/.kube/config by default')
    .option('-n, --namespace <name>', 'namespace of the release', 'joinery')
    .option('--set-namespace <name>', 'namespace of the set, on the primary', 'joinery-mc')
    .addOption(
      new Option('-o, --output <format>', 'form of the result').choices(outputFormats).default('table'),
    )
    .option('-v, --verbose', 'log what is done, as JSON lines on standard error');
}
