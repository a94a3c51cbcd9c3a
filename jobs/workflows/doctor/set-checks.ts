import { X509Certificate } from 'node:crypto';
import type { PrimaryConfig } from '#validators/primary-config';
import type { Result } from '../../core/diagnosis/finding.ts';
import { HubKeyMissing } from '../../core/hub-identity/errors.ts';
import { secretTypes } from '../../core/kubernetes/names.ts';
import { memberFields } from '../../core/membership/member.ts';
import { parseVerifierSecret } from '../../core/verifier/verifier-secret.ts';
import { KubernetesKindMissing } from '../../ports/kubernetes-errors.ts';
import type { Check, DoctorPorts } from './check.ts';
import { describeError } from './describe-error.ts';
import type { PrimaryCase } from './primary-case.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** The hub renews its certificate 30 days before it expires; one with less left was not renewed. */
const renewalMs = 14 * dayMs;

/** The set: its kind, keys, certificate and verifiers. */
export function buildSetChecks(ports: DoctorPorts, subject: PrimaryCase, config: PrimaryConfig): Check[] {
  return [
    {
      name: 'crd',
      about: 'The CustomResourceDefinition of Member is there, with every field that the hub writes.',
      needs: ['kubernetes'],
      look: async () => checkCrd(ports),
    },
    {
      name: 'hub-identity',
      about: "The Secret hub-identity has the hub's keys, and its parts fit each other.",
      needs: ['kubernetes'],
      look: async () => checkIdentity(ports, subject, config),
    },
    {
      name: 'certificate',
      about: 'With tls: generated, the certificate that the hub made itself is renewed in time.',
      needs: ['kubernetes'],
      look: async () => checkCertificate(ports, subject, config),
    },
    {
      name: 'verifiers',
      about: 'What the hub keeps of join tokens can be read.',
      needs: ['kubernetes'],
      look: async () => checkVerifiers(ports, config),
    },
  ];
}

async function checkCrd({ kubernetes }: DoctorPorts): Promise<Result> {
  const known = await kubernetes.describeKind('Member');
  if (known === undefined) {
    return describeError(new KubernetesKindMissing({ action: 'keep members', resource: 'members' }));
  }
  const missing = (['spec', 'status'] as const).flatMap((part) =>
    Object.keys(memberFields[part])
      .filter((field) => !known[part].includes(field))
      .map((field) => `${part}.${field}`),
  );
  if (missing.length === 0)
    return { severity: 'ok', found: 'The API server knows Member and all its fields.' };
  return {
    severity: 'error',
    found: `The CustomResourceDefinition members.joinery.dev is older than the hub: it lacks ${missing.join(', ')}.`,
    remedy: 'Let this release install it with crds.install=true, or apply the one of this version.',
  };
}

async function checkIdentity(
  { kubernetes }: DoctorPorts,
  { identity }: PrimaryCase,
  config: PrimaryConfig,
): Promise<Result> {
  const { namespace } = config;
  const found = await identity();
  if (found !== undefined)
    return { severity: 'ok', found: `The hub's keys are whole; its id is ${found.hubId}.` };
  const [members, verifiers] = await Promise.all([
    kubernetes.list('Member', { namespace }),
    kubernetes.list('Secret', { namespace, type: secretTypes.verifier }),
  ]);
  if (members.length + verifiers.length > 0) {
    const facts = { namespace, members: members.length, verifiers: verifiers.length };
    return describeError(new HubKeyMissing(facts));
  }
  return { severity: 'info', found: 'The hub has no keys yet; it makes them when it starts.', isEnd: true };
}

async function checkCertificate(
  { clock }: DoctorPorts,
  { certificate }: PrimaryCase,
  { tls }: PrimaryConfig,
): Promise<Result> {
  if (tls !== 'generated') return { severity: 'skipped', found: 'The hub makes no certificate of its own.' };
  const made = await certificate();
  if (made === undefined) return { severity: 'info', found: 'The hub has not made its certificate yet.' };
  const expiresAt = new X509Certificate(made.serving.certificate).validToDate;
  const leftMs = expiresAt.getTime() - clock.now().getTime();
  const found = `The hub's certificate lasts until ${expiresAt.toISOString().slice(0, 10)}.`;
  if (leftMs > renewalMs) return { severity: 'ok', found };
  const remedy = 'Look into the log of the hub for why it is not renewed.';
  return { severity: leftMs > 0 ? 'warning' : 'error', found, remedy };
}

async function checkVerifiers({ kubernetes }: DoctorPorts, { namespace }: PrimaryConfig): Promise<Result> {
  const stored = await kubernetes.list('Secret', { namespace, type: secretTypes.verifier });
  const damaged = stored.filter((secret) => parseVerifierSecret(secret) === undefined);
  if (damaged.length === 0) return { severity: 'ok', found: `All ${stored.length} verifiers can be read.` };
  const names = damaged.map(({ metadata }) => metadata.name).join(', ');
  return {
    severity: 'warning',
    found: `What the hub keeps of these tokens was altered, and nobody can join with them: ${names}.`,
    remedy: 'Create other join-token Secrets, and delete those these verifiers are for.',
  };
}
