import type { DoctorReport } from '../../jobs/core/diagnosis/doctor-report.ts';
import type { Finding } from '../../jobs/core/diagnosis/finding.ts';
import { runDoctor, type DoctorOptions } from '../../jobs/workflows/doctor/run-doctor.ts';
import { DirectHubTransport } from '../fakes/direct-hub-transport.ts';
import { FakeNetwork } from '../fakes/fake-network.ts';
import type { Primary, Secondary } from './a-set.ts';

/** A report, and its findings by name. */
export interface Diagnosis {
  readonly report: DoctorReport;
  readonly findings: Readonly<Record<string, Finding>>;
  /** Names of the checks that came to this. */
  readonly named: (severity: Finding['severity']) => string[];
}

type Options = Partial<Pick<DoctorOptions, 'ignore' | 'thorough'>> & { readonly network?: FakeNetwork };

/** Looks at a secondary. */
export async function diagnose(secondary: Secondary, options: Options = {}): Promise<Diagnosis> {
  const { network = new FakeNetwork(), ignore = [], thorough = false } = options;
  const subject = { mode: 'secondary', config: secondary.config } as const;
  const { signal } = new AbortController();
  const ended = runDoctor({ ...secondary.ports, network }, subject, { ignore, thorough, signal });
  await secondary.ports.clock.advance(70_000);
  return open(await ended);
}

/** Looks at a primary. */
export async function diagnosePrimary(
  { ports, config, answerer }: Primary,
  options: Options = {},
): Promise<Diagnosis> {
  const { network = new FakeNetwork(), ignore = [], thorough = false } = options;
  const hub = new DirectHubTransport({ [config.ingressURL]: () => answerer });
  const { signal } = new AbortController();
  const subject = { mode: 'primary', config } as const;
  const ended = runDoctor({ ...ports, hub, network }, subject, { ignore, thorough, signal });
  await ports.clock.advance(70_000);
  return open(await ended);
}

function open(report: DoctorReport): Diagnosis {
  return {
    report,
    findings: Object.fromEntries(report.findings.map((finding) => [finding.check, finding])),
    named: (severity) =>
      report.findings.filter((finding) => finding.severity === severity).map(({ check }) => check),
  };
}
