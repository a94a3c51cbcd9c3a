import type { SecondaryConfig } from '#validators/secondary-config';
import type { Result } from '../../core/diagnosis/finding.ts';
import { thumbprint } from '../../core/keys/thumbprint.ts';
import { parseSecretData } from '../../core/kubernetes/secret-data.ts';
import type { Check } from './check.ts';
import type { SecondaryCase } from './secondary-case.ts';

/** The Secrets of a secondary: what the user wrote, and what the programs did. */
export function buildSecretChecks(subject: SecondaryCase, config: SecondaryConfig): Check[] {
  return [
    {
      name: 'join-secret',
      about: 'The join Secret has the keys it may have, and a whole token; the name it asks for can be had.',
      needs: ['kubernetes'],
      look: async () => checkJoinSecret(subject, config),
    },
    {
      name: 'identity',
      about: 'The Secret mc-identity has keys that fit each other, and a membership that can be read.',
      needs: ['kubernetes'],
      look: async () => checkIdentity(subject),
    },
    {
      name: 'join-status',
      about: 'The Secret mc-join-status says that this cluster is a member, and nothing is wrong.',
      needs: ['kubernetes'],
      look: async () => checkStatus(subject),
    },
  ];
}

async function checkJoinSecret(
  { joinSecret, order, identity, plan }: SecondaryCase,
  config: SecondaryConfig,
): Promise<Result> {
  const wanted = await order();
  const membership = (await identity().catch(() => undefined))?.membership;
  if (wanted === undefined && membership !== undefined) {
    return { severity: 'ok', found: 'There is no join Secret, and a member needs none.' };
  }
  if (wanted === undefined) {
    return {
      severity: 'info',
      found: `There is no Secret "${config.join.existingSecret}" to join with.`,
      remedy: `Create the Secret "${config.join.existingSecret}" in namespace "${config.release.namespace}" with a token of the primary.`,
    };
  }
  const { step } = await plan();
  const { token } = wanted;
  const name = (await joinSecret())?.metadata.name ?? '';
  const use = step === 'join' ? 'is to be joined with' : 'was joined with';
  return { severity: 'ok', found: `Secret "${name}" has the whole token "${token.tokenId}", which ${use}.` };
}

async function checkIdentity({ identity }: SecondaryCase): Promise<Result> {
  const found = await identity();
  if (found === undefined)
    return { severity: 'info', found: 'This cluster has no keys yet; agent or join make them.' };
  const { membership } = found;
  const key = thumbprint(found.signing);
  if (membership === undefined)
    return { severity: 'ok', found: `The keys are whole (${key}); there is no membership yet.` };
  return {
    severity: 'ok',
    found: `The keys are whole (${key}); this cluster is "${membership.memberName}" of "${membership.primaryName}".`,
  };
}

async function checkStatus({ status }: SecondaryCase): Promise<Result> {
  const secret = await status();
  if (secret === undefined)
    return { severity: 'info', found: 'There is no status yet: agent or join write it first.' };
  const { status: state = '', reason = '', message = '', remedy = '' } = parseSecretData(secret.data);
  if (state === 'Joined' && reason === 'Joined') return { severity: 'ok', found: message };
  const found = `Status ${state}, ${reason}: ${message}`;
  const severity = severities[state] ?? 'error';
  return remedy === '' ? { severity, found } : { severity, found, remedy };
}

/** A member that says `Joined` with another reason has trouble with the hub or with a new token. */
const severities: Readonly<Record<string, Result['severity']>> = {
  Waiting: 'info',
  Joining: 'warning',
  Pending: 'info',
  Joined: 'warning',
  Left: 'info',
};
