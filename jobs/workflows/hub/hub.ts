import type { PrimaryConfig } from '#validators/primary-config';
import type { HubIdentity } from '../../core/hub-identity/hub-identity.ts';

/** The hub as its workflows know it: its settings and its keys. */
export interface Hub {
  readonly config: PrimaryConfig;
  /** Who it is at this moment: a replica takes up what another one wrote. Ask for it anew in every piece of work. */
  readonly identity: () => HubIdentity;
  /** Certificates (PEM) by which members verify its URL; empty for the public ones. May change while it runs. */
  readonly ca: () => string;
}
