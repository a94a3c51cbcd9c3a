import type { PrimaryConfig } from '#validators/primary-config';
import type { HubIdentity } from '../../core/hub-identity/hub-identity.ts';

/** The hub as its workflows know it: its settings and its keys. */
export interface Hub {
  readonly config: PrimaryConfig;
  readonly identity: HubIdentity;
}
