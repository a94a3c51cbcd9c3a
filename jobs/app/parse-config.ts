import isDoctorConfig, { type DoctorConfig } from '#validators/doctor-config';
import isPrimaryConfig, { type PrimaryConfig } from '#validators/primary-config';
import isSecondaryConfig, { type SecondaryConfig } from '#validators/secondary-config';
import { ConfigInvalid } from './config-error.ts';

interface Validator<T> {
  (document: unknown): document is T;
  readonly errors?: readonly { instancePath: string; message?: string }[] | null;
}

/** Reads the configuration of hub, promote and demote. @throws {ConfigInvalid} */
export function parsePrimaryConfig(text: string | undefined): PrimaryConfig {
  return parse(text, isPrimaryConfig);
}

/** Reads the configuration of agent, join and leave. @throws {ConfigInvalid} */
export function parseSecondaryConfig(text: string | undefined): SecondaryConfig {
  return parse(text, isSecondaryConfig);
}

/** Reads the configuration of the doctor, which has that of the release in it. @throws {ConfigInvalid} */
export function parseDoctorConfig(text: string | undefined): DoctorConfig {
  return parse(text, isDoctorConfig);
}

function parse<T>(text: string | undefined, isConfig: Validator<T>): T {
  if (text === undefined || text === '') throw new ConfigInvalid('it is not set');
  const document = parseJson(text);
  if (isConfig(document)) return document;
  const [error] = isConfig.errors ?? [];
  throw new ConfigInvalid(
    `${error?.instancePath === '' ? 'it' : error?.instancePath} ${error?.message ?? 'is invalid'}`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ConfigInvalid('it is not JSON');
  }
}
