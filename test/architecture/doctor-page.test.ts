import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inRepository } from '../../ci/runner/repository-root.ts';
import type { Check, DoctorPorts } from '../../jobs/workflows/doctor/check.ts';
import { buildPrimaryChecks } from '../../jobs/workflows/doctor/primary-checks.ts';
import { buildSecondaryChecks } from '../../jobs/workflows/doctor/secondary-checks.ts';
import { aPrimaryConfig, aSecondaryConfig } from '../builders/a-config.ts';
import { FakeNetwork } from '../fakes/fake-network.ts';

const options = { thorough: false, signal: new AbortController().signal };
// Nothing is looked at here, so the rest of the world may be missing.
const ports = { network: new FakeNetwork() } as unknown as DoctorPorts;
const checksOf = {
  secondary: buildSecondaryChecks(ports, aSecondaryConfig(), options),
  primary: buildPrimaryChecks(ports, aPrimaryConfig(), options),
};

function renderRow({ name, about }: Check): string {
  const modes = Object.entries(checksOf).filter(([, checks]) => checks.some((check) => check.name === name));
  return `| \`${name}\` | ${about} | ${modes.map(([mode]) => mode).join(', ')} |`;
}

describe('docs/doctor.md', () => {
  it('has a row for each check, in its words, and none besides', () => {
    const text = readFileSync(inRepository('docs', 'doctor.md'), 'utf8');
    const [, table = ''] = text.split('## Checks');
    const rows = table
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.replaceAll(/ +/g, ' '));
    const checks = [...checksOf.secondary, ...checksOf.primary];

    expect(rows.toSorted()).toEqual([...new Set(checks.map((check) => renderRow(check)))].toSorted());
  });

  it('has checks whose needs are checks', () => {
    const names = new Set(checksOf.secondary.map(({ name }) => name));

    expect(checksOf.secondary.flatMap(({ needs }) => needs).filter((name) => !names.has(name))).toEqual([]);
  });
});
