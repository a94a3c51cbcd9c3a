import type { Command } from 'commander';
import type { DoctorReport } from '../../../core/diagnosis/doctor-report.ts';
import { renderDoctorTable } from '../../../core/diagnosis/render-doctor-table.ts';
import type { Deployment } from '../../../core/kubernetes/objects.ts';
import type { KubernetesApi } from '../../../ports/kubernetes-api.ts';
import { runDoctor, type DoctorSubject } from '../../../workflows/doctor/run-doctor.ts';
import { NotInstalled } from '../../../workflows/release/errors.ts';
import { findDeployment } from '../../../workflows/release/find-deployment.ts';
import { parsePrimaryConfig, parseSecondaryConfig } from '../../parse-config.ts';
import { addVerb } from '../add-verb.ts';
import type { CommandContext } from '../command-context.ts';
import { FoundUnhealthy } from '../errors.ts';

interface DoctorOptions {
  readonly ignore: readonly string[];
  readonly thorough?: true;
}

/** `doctor`: looks at everything a release depends on. */
export function addDoctor(program: Command, context: CommandContext): void {
  const verb = {
    usage: 'doctor',
    summary: 'look at everything the release of this cluster depends on, and say what to do',
    details:
      'Looks from where it is typed, with the rights of the kubeconfig; "helm test" looks from inside the cluster, ' +
      'with the rights of the release. It changes nothing and spends no token. It fails when a check finds an error.',
    examples: [
      'kubectl joinery doctor --context edge-7',
      'kubectl joinery doctor --ignore long-poll -o json',
    ],
    options: (command: Command) =>
      command
        .option('--ignore <check>', 'an error of this check is a warning; may be repeated', collect, [])
        .option('--thorough', 'take a minute to find what cuts long requests'),
  };
  addVerb<DoctorOptions>(program, context, verb, async (invocation) => {
    const { namespace, ignore, thorough = false } = invocation.options;
    const ports = await invocation.open();
    const subject = await findSubject(ports.kubernetes, namespace);
    invocation.tell(`Looking at the ${subject.mode} in namespace "${namespace}"...`);
    const report = await runDoctor(ports, subject, { ignore, thorough, signal: invocation.signal });
    invocation.write(renderReport(report, invocation.options.output));
    const errors = report.findings.filter(({ severity }) => severity === 'error');
    const [first] = errors;
    if (first !== undefined) throw new FoundUnhealthy({ check: first.check, errors: errors.length });
  });
}

function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

function renderReport(report: DoctorReport, output: string): string {
  if (output === 'json' || output === 'yaml') return `${JSON.stringify(report, undefined, 2)}\n`;
  if (output === 'name') return report.findings.map(({ check }) => `check/${check}\n`).join('');
  return `${renderDoctorTable(report)}\n`;
}

/** What the chart told the programs of the release, as it stands in its Deployment. */
async function findSubject(kubernetes: KubernetesApi, namespace: string): Promise<DoctorSubject> {
  try {
    const hub = await findDeployment(kubernetes, namespace, 'hub');
    return { mode: 'primary', config: parsePrimaryConfig(readConfig(hub)) };
  } catch (error) {
    if (!(error instanceof NotInstalled)) throw error;
    const agent = await findDeployment(kubernetes, namespace, 'agent');
    return { mode: 'secondary', config: parseSecondaryConfig(readConfig(agent)) };
  }
}

function readConfig({ spec }: Deployment): string | undefined {
  const variables = spec?.template?.spec?.containers?.flatMap(({ env = [] }) => env) ?? [];
  return variables.find(({ name }) => name === 'JOINERY_CONFIG')?.value;
}
