import type { Member } from '../../../core/membership/member.ts';
import type { Stored } from '../../../ports/kubernetes-api.ts';
import { renderAge } from './render-age.ts';
import type { Column } from './render-result.ts';

/** The table of members. `SINCE` is how long the member has been as online, or as offline, as it is. */
export function buildMemberColumns(members: readonly Stored<Member>[], now: Date): Column[] {
  const column = (header: string, read: (member: Stored<Member>) => string | undefined): Column => ({
    header,
    cells: members.map((member) => read(member) ?? ''),
  });
  const wide = (header: string, read: (member: Stored<Member>) => string | undefined): Column => ({
    ...column(header, read),
    isWide: true,
  });
  return [
    column('NAME', ({ metadata }) => metadata.name),
    column('JOINED', (member) => conditionOf(member, 'Joined')?.status),
    column('ONLINE', (member) => conditionOf(member, 'Online')?.status),
    column('REASON', (member) => describe(member)?.reason),
    column('SINCE', (member) => renderAge(describe(member)?.lastTransitionTime, now)),
    column('VERSION', ({ status }) => status?.versions?.agent),
    column('KUBERNETES', ({ status }) => status?.versions?.kubernetes),
    wide('LAST-SEEN', ({ status }) => renderAge(status?.lastSeenTime, now)),
    wide('KEYS-EXPIRE', ({ status }) => status?.keysExpireAt),
    wide('ENDPOINT', ({ status }) => status?.endpoint),
    wide('THUMBPRINT', ({ status }) => status?.thumbprint),
    column('AGE', ({ metadata }) => renderAge(metadata.creationTimestamp, now)),
  ];
}

/** What is to be known first: that it is not in the set; else how it is in touch. */
function describe(member: Stored<Member>) {
  const joined = conditionOf(member, 'Joined');
  return joined?.status === 'True' ? conditionOf(member, 'Online') : joined;
}

function conditionOf({ status }: Stored<Member>, type: string) {
  return status?.conditions?.find((condition) => condition.type === type);
}
