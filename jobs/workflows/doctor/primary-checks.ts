import type { PrimaryConfig } from '#validators/primary-config';
import type { Result } from '../../core/diagnosis/finding.ts';
import { parseEndpoint } from '../../core/endpoint/parse-endpoint.ts';
import { buildKey } from '../../core/keys/build-key.ts';
import type { Check, DoctorPorts } from './check.ts';
import { checkDeployment, checkKubernetes, checkRights } from './cluster-checks.ts';
import { buildConnectionChecks } from './connection-checks.ts';
import { holdSeconds } from './hold-seconds.ts';
import { HubWay } from './hub-way.ts';
import { lookSafely } from './look-safely.ts';
import { hubRights } from './needed-rights.ts';
import { once } from './once.ts';
import { openPrimaryCase } from './primary-case.ts';
import { buildSetChecks } from './set-checks.ts';
import { buildWireChecks } from './wire-checks.ts';

/** Every check of a primary, in the order they are reported in. */
export function buildPrimaryChecks(
  ports: DoctorPorts,
  config: PrimaryConfig,
  { thorough, signal }: { thorough: boolean; signal: AbortSignal },
): Check[] {
  const subject = openPrimaryCase(ports, config);
  const signing = once(async () => buildKey('Ed25519', ports.random.bytes(32)));
  const way = new HubWay(ports, { address: subject.address, signing }, signal);
  const { namespace, fullname } = config.release;
  return [
    checkKubernetes(ports),
    checkRights(ports, hubRights(config)),
    checkDeployment(ports, { namespace, name: `${fullname}-hub` }),
    ...buildSetChecks(ports, subject, config),
    {
      name: 'endpoint',
      about: 'A membership, a token or the values say where the primary is.',
      needs: ['hub-identity'],
      look: async () => checkEndpoint(config),
    },
    ...[
      ...buildConnectionChecks(ports, way, ''),
      ...buildWireChecks(ports, way, { holdSeconds: thorough ? holdSeconds.thorough : holdSeconds.quick }),
    ]
      // Members verify the URL by what the hub has here itself.
      .filter(({ name }) => name !== 'ca')
      .map(seeFromInside),
  ];
}

async function checkEndpoint({ ingressURL, allowInsecureURL }: PrimaryConfig): Promise<Result> {
  return {
    severity: 'ok',
    found: `The primary is said to be at ${parseEndpoint(ingressURL, allowInsecureURL)}.`,
  };
}

/** Members are outside: that the URL does not work from the primary itself is worth a word, and no error. */
function seeFromInside(check: Check): Check {
  return {
    ...check,
    look: async () => {
      const result = await lookSafely(check.look);
      if (result.severity !== 'error') return result;
      const found = `${result.found} Members may see it otherwise: this is the view from the primary itself.`;
      return { ...result, found, severity: 'warning', isEnd: true };
    },
  };
}
