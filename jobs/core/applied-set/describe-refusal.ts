import type { JoineryError } from '../../errors/joinery-error.ts';
import { describeKey, groupOf } from '../kubernetes/object-key.ts';
import type { Finding } from './finding.ts';
import type { WantedObject } from './holding.ts';

/** Reasons that pass when something else comes or goes. */
const waitingReasons = new Set(['NamespaceMissing', 'NamespaceTerminating', 'InternalError']);

const remedies: Readonly<Record<string, string>> = {
  NamespaceMissing: 'Create the namespace on this member, or set createNamespaces on the distribution.',
  NamespaceTerminating: 'Wait until the namespace is gone; find out what holds it if that takes long.',
  Invalid: 'Correct the manifest at its source.',
  BadRequest: 'Correct the manifest at its source.',
  InternalError: 'Mend the webhook or the API that the message names, on this member.',
};

/** Longest sentence of the API server that is passed on. */
const maxWords = 400;

/**
 * Says what kept an object from being applied or taken away, in the API server's words. Of a confidential object only the one-word
 * reason: a sentence may quote it.
 *
 * @param plural Name of the kind's resource, for the rule that is missing.
 */
export function describeRefusal(
  { key, isConfidential }: Pick<WantedObject, 'key' | 'isConfidential'>,
  error: JoineryError,
  { plural, verb = 'apply' }: { plural: string; verb?: string },
): Finding {
  const what = `Cannot ${verb} ${describeKey(key)}`;
  const { code, message, remedy, disposition } = error;
  if (code === 'JOINERY_KUBERNETES_FORBIDDEN') {
    const rule = renderRule(groupOf(key.apiVersion), plural);
    const right = `Add ${rule} to agent.rules in the values of this member.`;
    return { reason: 'RightMissing', message, remedy: right, isWaiting: true };
  }
  if (code === 'JOINERY_KUBERNETES_KIND_MISSING') {
    return {
      reason: 'KindMissing',
      message: `${what}: this member has no ${key.kind} of ${key.apiVersion}`,
      remedy: 'Install what brings the kind on this member, or take the object out of the distribution.',
      isWaiting: true,
    };
  }
  if (code !== 'JOINERY_KUBERNETES_REFUSED') {
    const isWaiting = disposition === 'retry';
    return { reason: isWaiting ? 'Unreachable' : 'Refused', message, remedy, isWaiting };
  }
  const { reason, words } = readRefusal(error);
  const told =
    isConfidential || words === '' ? `the API server answered ${reason}` : words.slice(0, maxWords);
  const word = /^[A-Z][A-Za-z]+$/.test(reason) ? reason : 'Refused';
  return {
    reason: word,
    message: `${what}: ${told}`,
    remedy: remedies[word] ?? 'Do what the message says on this member, or correct the manifest.',
    isWaiting: waitingReasons.has(word),
  };
}

function readRefusal(error: JoineryError): { reason: string; words: string } {
  const { reason = '', words = '' } = error as { reason?: string; words?: string };
  return { reason, words };
}

/** Everything that keeping objects of a kind takes. */
function renderRule(group: string, plural: string): string {
  const verbs = 'get, list, watch, create, patch, delete';
  return `{apiGroups: ["${group}"], resources: ["${plural}"], verbs: [${verbs}]}`;
}
