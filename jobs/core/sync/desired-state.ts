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

/** Renders what is wanted of a member, from the hub's settings and the member's `spec`. */
export function renderDesiredState(
  hub: { readonly config: PrimaryConfig; readonly identity: HubIdentity; readonly ca: string },
  member: Pick<Member, 'spec'>,
): RenderedDesiredState {
  const { config, identity, ca } = hub;
  const desired = {
    state: judgeState(config, member),
    endpoints: [config.ingressURL, ...config.additionalURLs].map((url) =>
      parseEndpoint(url, config.allowInsecureURL),
    ),
    ca,
    hubKey: newestKey(identity.chain),
    rotateKeys: member.spec?.rotateKeys ?? '',
  };
  return { desired, digest: digestOf(JSON.stringify(desired)) };
}

function judgeState({ approval }: PrimaryConfig, { spec }: Pick<Member, 'spec'>): DesiredState['state'] {
  if (approval === 'manual' && spec?.accepted !== true) return 'Pending';
  return spec?.paused === true ? 'Paused' : 'Joined';
}
