import type { SecondaryConfig } from '#validators/secondary-config';
import { compareVersions } from '../../core/diagnosis/compare-versions.ts';
import type { Result } from '../../core/diagnosis/finding.ts';
import { deriveProofKey } from '../../core/join-token/proof-key.ts';
import { publicHalf } from '../../core/keys/public-half.ts';
import type { Check, DoctorPorts } from './check.ts';
import { checkProxy } from './check-proxy.ts';
import { checkDeployment, checkKubernetes, checkRights } from './cluster-checks.ts';
import { buildConnectionChecks } from './connection-checks.ts';
import { holdSeconds } from './hold-seconds.ts';
import { HubWay } from './hub-way.ts';
import { agentRights } from './needed-rights.ts';
import { openSecondaryCase, type SecondaryCase } from './secondary-case.ts';
import { buildSecretChecks } from './secret-checks.ts';
import { buildWireChecks } from './wire-checks.ts';

/** Every check of a secondary, in the order they are reported in. */
export function buildSecondaryChecks(
  ports: DoctorPorts,
  config: SecondaryConfig,
  { thorough, signal }: { thorough: boolean; signal: AbortSignal },
): Check[] {
  const subject = openSecondaryCase(ports, config);
  const signing = async () => (await subject.keys()).signing;
  const way = new HubWay(ports, { address: subject.address, signing }, signal);
  const { namespace } = config.release;
  return [
    checkKubernetes(ports),
    checkRights(ports, agentRights(config)),
    checkDeployment(ports, { namespace, name: config.deployment }),
    ...buildSecretChecks(subject, config),
    {
      name: 'endpoint',
      about: 'A membership, a token or the values say where the primary is.',
      needs: ['kubernetes'],
      look: async () => checkEndpoint(way),
    },
    checkProxy(ports, config.proxy.url),
    ...buildConnectionChecks(ports, way, config.proxy.url),
    ...buildWireChecks(ports, way, { holdSeconds: chooseHold(config, thorough) }),
    {
      name: 'token',
      about: 'The primary would let this cluster in with the token; asking spends no use of it.',
      needs: ['join-secret', 'headers'],
      look: async () => checkToken(subject, way),
    },
    {
      name: 'versions',
      about: 'The programs here and the hub are at most one minor version apart.',
      needs: ['path'],
      look: async () => checkVersions(way, config.version),
    },
  ];
}

/** A little longer than the agent asks for, so that what passes here passes there. */
function chooseHold(config: SecondaryConfig, thorough: boolean): number {
  return thorough ? holdSeconds.thorough : Math.max(holdSeconds.quick, config.holdSeconds + 2);
}

async function checkEndpoint(way: HubWay): Promise<Result> {
  const address = await way.address();
  if (address !== undefined)
    return { severity: 'ok', found: `The primary is said to be at ${address.endpoint}.` };
  return { severity: 'skipped', found: 'Nothing says where the primary is.', isEnd: true };
}

async function checkToken({ order, plan, keys }: SecondaryCase, way: HubWay): Promise<Result> {
  const wanted = await order();
  if (wanted === undefined) return { severity: 'skipped', found: 'There is no token.' };
  const planned = await plan();
  if (planned.step !== 'join')
    return { severity: 'skipped', found: 'The token did its work, and is not needed any more.' };
  const { tokenId, secret } = wanted.token;
  const key = publicHalf((await keys()).signing);
  const { reply } = await way.probe({
    request: { holdSeconds: 0, applicant: { name: planned.name, key } },
    token: { tokenId, proofKey: deriveProofKey(tokenId, secret) },
  });
  const judged = reply.kind === 'answer' ? reply.answer.token : undefined;
  if (judged === undefined) return { severity: 'skipped', found: 'The hub did not judge the token.' };
  const { expiresAt = 'an unknown time', detail, remedy = '' } = judged;
  if (detail !== undefined) return { severity: 'error', found: `${detail}.`, remedy };
  return {
    severity: 'ok',
    found: `The primary would let "${planned.name}" in with token "${tokenId}", until ${expiresAt}.`,
  };
}

async function checkVersions(way: HubWay, own: string): Promise<Result> {
  const { reply } = await way.quick();
  if (reply.kind !== 'answer') return { severity: 'skipped', found: 'The hub did not say its version.' };
  const found = `The hub is of version ${reply.answer.version}, this release of ${own}.`;
  const remedy = 'Bring both releases to versions at most one minor apart.';
  switch (compareVersions(reply.answer.version, own)) {
    case 'same':
      return { severity: 'ok', found };
    case 'near':
      return { severity: 'info', found };
    case 'unknown':
      return { severity: 'warning', found, remedy };
    case 'far':
    default:
      return { severity: 'error', found, remedy };
  }
}
