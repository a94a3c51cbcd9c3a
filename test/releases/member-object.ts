import type { Cluster } from './cluster-access.ts';
import { setNamespace } from './primary-release.ts';
import { waitFor } from './wait-for.ts';

/** A `Member` as `kubectl` shows it, as far as tests look. */
export interface SeenMember {
  readonly metadata: { readonly uid: string; readonly labels?: Readonly<Record<string, string>> };
  readonly status?: {
    readonly id: string;
    readonly joinedAt: string;
    readonly thumbprint: string;
    readonly endpoint?: string;
    readonly report?: { readonly holdSeconds: number };
    readonly conditions: readonly SeenCondition[];
  };
}

export interface SeenCondition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly lastTransitionTime: string;
}

/** Reads a `Member`; `undefined` when there is none. */
export async function readMember(
  primary: Cluster,
  name: string,
  namespace = setNamespace,
): Promise<SeenMember | undefined> {
  const args = ['get', 'member', name, '-n', namespace, '--ignore-not-found', '-o', 'json'];
  const text = await primary.kubectl(args);
  return text === '' ? undefined : (JSON.parse(text) as SeenMember);
}

export function findCondition(member: SeenMember | undefined, type: string): SeenCondition | undefined {
  return member?.status?.conditions.find((condition) => condition.type === type);
}

/** Waits until a condition of a `Member` has this reason. */
export async function waitForReason(
  primary: Cluster,
  name: string,
  [type, reason]: readonly [type: string, reason: string],
  namespace = setNamespace,
): Promise<SeenMember> {
  const seen = await waitFor(
    `${type} of member ${name} in ${namespace} to say ${reason}`,
    async () => readMember(primary, name, namespace),
    (member) => findCondition(member, type)?.reason === reason,
  );
  return seen as SeenMember;
}

/** Tells whether a member hears its hub: asked for new keys, it shows another one. */
export async function obeys(primary: Cluster, name: string): Promise<boolean> {
  const before = (await readMember(primary, name))?.status?.thumbprint;
  const patch = JSON.stringify({ spec: { rotateKeys: `after-${before?.slice(0, 8)}` } });
  await primary.kubectl(['patch', 'member', name, '-n', setNamespace, '--type=merge', '-p', patch]);
  const seen = await waitFor(
    `member ${name} to show another key than ${before}`,
    async () => readMember(primary, name),
    (member) => member?.status?.thumbprint !== before,
  );
  return seen !== undefined;
}
