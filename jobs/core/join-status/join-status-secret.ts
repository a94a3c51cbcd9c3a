import { secondaryNames, secretTypes } from '../kubernetes/names.ts';
import type { Secret } from '../kubernetes/objects.ts';
import { parseSecretData, renderSecretData } from '../kubernetes/secret-data.ts';
import { renderTimestamp } from '../kubernetes/timestamp.ts';
import type { JoinStatus } from './join-status.ts';

/** Key in the Secret by member of {@link JoinStatus}, in the order users read them. */
const keys = {
  status: 'status',
  reason: 'reason',
  message: 'message',
  remedy: 'remedy',
  memberName: 'member-name',
  memberId: 'member-id',
  thumbprint: 'thumbprint',
  primaryName: 'primary-name',
  endpoint: 'endpoint',
  joinedAt: 'joined-at',
  lastContact: 'last-contact',
  clockOffsetSeconds: 'clock-offset-seconds',
} as const satisfies Record<keyof JoinStatus, string>;

const updatedAt = 'updated-at';

/** Renders the values, base64, all but the time of writing. */
function renderJoinStatus(status: JoinStatus): Record<string, string> {
  const entries = Object.entries(keys)
    .map(([member, key]) => [key, status[member as keyof JoinStatus]] as const)
    .filter((entry): entry is [(typeof entry)[0], string] => entry[1] !== undefined);
  return renderSecretData(Object.fromEntries(entries));
}

/** Builds the Secret as it is to be; it belongs to no release and is owned by nothing. */
export function buildJoinStatusSecret(
  status: JoinStatus,
  target: { namespace: string; annotations: Record<string, string>; now: Date },
): Secret {
  return {
    metadata: { name: secondaryNames.status, namespace: target.namespace, annotations: target.annotations },
    type: secretTypes.joinStatus,
    data: { ...renderJoinStatus(status), ...renderSecretData({ [updatedAt]: renderTimestamp(target.now) }) },
  };
}

/** Tells whether a stored Secret says the same, whenever it was written. */
export function saysTheSame(stored: Pick<Secret, 'data'>, status: JoinStatus): boolean {
  const { [updatedAt]: written, ...said } = parseSecretData(stored.data);
  const wanted = parseSecretData(renderJoinStatus(status));
  const names = new Set([...Object.keys(said), ...Object.keys(wanted)]);
  return written !== undefined && [...names].every((name) => said[name] === wanted[name]);
}
