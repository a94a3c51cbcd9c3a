import type { PrimaryConfig } from '#validators/primary-config';
import { parseEndpoint } from '../endpoint/parse-endpoint.ts';
import type { HubIdentity } from '../hub-identity/hub-identity.ts';
import type { Member } from '../membership/member.ts';
import { digestOf } from '../protocol/digest.ts';
import { newestKey } from '../protocol/key-chain.ts';

/** What the hub wants of one member. It names nothing that a member could not be told. */
export interface DesiredState {
  readonly state: 'Joined' | 'Pending' | 'Paused';
  /** URLs of the hub, the preferred one first. */
  readonly endpoints: string[];
  /** Certificates (PEM) that verify them; empty for the public ones. */
  readonly ca: string;
  /** Thumbprint of the hub's newest key, which may be announced only; the answer carries the chain to who lacks it. */
  readonly hubKey: string;
  /** Another text than the one obeyed last asks the member to rotate its keys; empty asks nothing. */
  readonly rotateKeys: string;
}

/** A desired state and what it is recognised by. */
export interface RenderedDesiredState {
  readonly desired: DesiredState;
  /** Digest of its JSON: the same wishes have the same digest on every replica. */
  readonly digest: string;
}

/** What of the hub decides what it wants. */
interface HubFacts {
  readonly config: PrimaryConfig;
  readonly identity: HubIdentity;
  readonly ca: string;
}

/** What a hub as it is now wants, by what members differ in; most of them do not. */
const rendered = new WeakMap<HubIdentity, { hub: HubFacts; states: Map<string, RenderedDesiredState> }>();

/** Renders what is wanted of a member, from the hub's settings and the member's `spec`; once for all that are alike. */
export function renderDesiredState(hub: HubFacts, member: Pick<Member, 'spec'>): RenderedDesiredState {
  const known = rendered.get(hub.identity);
  const isSame = known !== undefined && known.hub.config === hub.config && known.hub.ca === hub.ca;
  const { states } = isSame ? known : { states: new Map<string, RenderedDesiredState>() };
  if (!isSame) rendered.set(hub.identity, { hub, states });
  const state = judgeState(hub.config, member);
  const rotateKeys = member.spec?.rotateKeys ?? '';
  const likeness = `${state} ${rotateKeys}`;
  const found = states.get(likeness) ?? render(hub, state, rotateKeys);
  states.set(likeness, found);
  return found;
}

function render(
  { config, identity, ca }: HubFacts,
  state: DesiredState['state'],
  rotateKeys: string,
): RenderedDesiredState {
  const desired = {
    state,
    endpoints: [config.ingressURL, ...config.additionalURLs].map((url) =>
      parseEndpoint(url, config.allowInsecureURL),
    ),
    ca,
    hubKey: newestKey(identity.chain),
    rotateKeys,
  };
  return { desired, digest: digestOf(JSON.stringify(desired)) };
}

/** Judges how far a member is in; only one that is `Joined` is given anything. */
export function judgeState(
  { approval }: PrimaryConfig,
  { spec }: Pick<Member, 'spec'>,
): DesiredState['state'] {
  if (approval === 'manual' && spec?.accepted !== true) return 'Pending';
  return spec?.paused === true ? 'Paused' : 'Joined';
}
