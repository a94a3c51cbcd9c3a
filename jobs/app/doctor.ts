import type { DoctorConfig } from '#validators/doctor-config';
import { NodeNetwork } from '../adapters/network/node-network.ts';
import { summarizeReport } from '../core/diagnosis/doctor-report.ts';
import { renderDoctorTable } from '../core/diagnosis/render-doctor-table.ts';
import { exitCodes } from '../errors/exit-code.ts';
import { runDoctor, type DoctorSubject } from '../workflows/doctor/run-doctor.ts';
import { ConfigInvalid } from './config-error.ts';
import { createSecondaryPorts } from './create-ports.ts';
import { parseDoctorConfig } from './parse-config.ts';
import type { Program } from './program.ts';

/** The primary reaches its own URL without a proxy. */
const direct = { proxy: { url: '', noProxy: [] } };

/** `helm test`: looks at everything the release depends on, and fails when something is wrong with it. */
export const doctor: Program = async (context) => {
  const config = parseDoctorConfig(context.environment['JOINERY_CONFIG']);
  const subject = chooseSubject(config);
  const ports = { ...createSecondaryPorts(context, config.secondary ?? direct), network: new NodeNetwork() };
  const { ignore, thorough } = config;
  const report = await runDoctor(ports, subject, { ignore, thorough, signal: context.signal });
  return {
    summary: summarizeReport(report),
    report: renderDoctorTable(report),
    exitCode: report.worst === 'error' ? exitCodes.preflightFailed : exitCodes.done,
  };
};

function chooseSubject({ primary, secondary }: DoctorConfig): DoctorSubject {
  if (primary !== undefined) return { mode: 'primary', config: primary };
  if (secondary !== undefined) return { mode: 'secondary', config: secondary };
  throw new ConfigInvalid('it has neither a primary nor a secondary');
}
