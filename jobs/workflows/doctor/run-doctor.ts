import type { PrimaryConfig } from '#validators/primary-config';
import type { SecondaryConfig } from '#validators/secondary-config';
import type { DoctorReport } from '../../core/diagnosis/doctor-report.ts';
import { findWorst } from '../../core/diagnosis/doctor-report.ts';
import type { Finding } from '../../core/diagnosis/finding.ts';
import { renderTimestamp } from '../../core/kubernetes/timestamp.ts';
import type { Check, DoctorPorts } from './check.ts';
import { lookSafely } from './look-safely.ts';
import { buildPrimaryChecks } from './primary-checks.ts';
import { buildSecondaryChecks } from './secondary-checks.ts';

/** The release to look at, by the configuration the chart gave its programs. */
export type DoctorSubject =
  | { readonly mode: 'primary'; readonly config: PrimaryConfig }
  | { readonly mode: 'secondary'; readonly config: SecondaryConfig };

export interface DoctorOptions {
  /** Names of checks whose errors count as warnings. */
  readonly ignore: readonly string[];
  /** Takes as long as it needs to find what shows only after a minute. */
  readonly thorough: boolean;
  readonly signal: AbortSignal;
}

/**
 * Runs every check of a release, side by side where none needs another, and reports what each found. It
 * changes nothing and spends nothing. A check that fails by an error of ours has found it.
 *
 * @throws The signal's reason when it aborts.
 */
export async function runDoctor(
  ports: DoctorPorts,
  subject: DoctorSubject,
  options: DoctorOptions,
): Promise<DoctorReport> {
  const checks =
    subject.mode === 'primary'
      ? buildPrimaryChecks(ports, subject.config, options)
      : buildSecondaryChecks(ports, subject.config, options);
  const findings = await runChecks(checks, options.signal);
  const judged = [
    ...findings.map((finding) => excuse(finding, options.ignore)),
    ...findStrangers(checks, options),
  ];
  return {
    mode: subject.mode,
    version: subject.config.version,
    checkedAt: renderTimestamp(ports.clock.now()),
    worst: findWorst(judged),
    findings: judged,
  };
}

/** A finding, and the check that keeps what builds on it from being looked at: itself, or one before it. */
interface Run extends Finding {
  readonly blocker: string | undefined;
}

async function runChecks(checks: readonly Check[], signal: AbortSignal): Promise<Finding[]> {
  const running = new Map<string, Promise<Run>>();
  const start = async (check: Check): Promise<Run> => {
    const needed = checks.filter(({ name }) => check.needs.includes(name));
    const run = running.get(check.name) ?? runCheck(check, Promise.all(needed.map(start)), signal);
    running.set(check.name, run);
    return run;
  };
  const runs = await Promise.all(checks.map(start));
  return runs.map(({ check, severity, found, remedy }) => ({ check, severity, found, remedy }));
}

async function runCheck(
  { name: check, look }: Check,
  needed: Promise<readonly Run[]>,
  signal: AbortSignal,
): Promise<Run> {
  const blocker = (await needed).map((run) => run.blocker).find((name) => name !== undefined);
  if (blocker !== undefined) {
    const found = `Not looked at, since it needs what "${blocker}" looked for.`;
    return { check, severity: 'skipped', found, remedy: '', blocker };
  }
  const { severity, found, remedy = '', isEnd = severity === 'error' } = await lookSafely(look);
  signal.throwIfAborted();
  return { check, severity, found, remedy, blocker: isEnd ? check : undefined };
}

function excuse(finding: Finding, ignore: readonly string[]): Finding {
  if (finding.severity !== 'error' || !ignore.includes(finding.check)) return finding;
  return { ...finding, severity: 'warning', found: `${finding.found} (ignored)` };
}

/** A name that is misspelt would be ignored itself, without a word. */
function findStrangers(checks: readonly Check[], { ignore }: DoctorOptions): Finding[] {
  const names = checks.map(({ name }) => name);
  return ignore
    .filter((name) => !names.includes(name))
    .map((name) => ({
      check: 'ignore',
      severity: 'warning',
      found: `No check of this release is called "${name}".`,
      remedy: `Ignore checks by their names: ${names.join(', ')}.`,
    }));
}
