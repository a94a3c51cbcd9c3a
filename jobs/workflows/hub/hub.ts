import type { PrimaryConfig } from '#validators/primary-config';
import type { HubIdentity } from '../../core/hub-identity/hub-identity.ts';
import { DeliveryBoard } from '../deliver/delivery-board.ts';
import type { PartSource } from '../deliver/part-source.ts';
import type { ExportStore } from '../offer/export-store.ts';
import { ExportBoard } from '../services/export-board.ts';
import { PresenceBoard } from '../presence/presence-board.ts';
import { HeldProbes } from '../probe/held-probes.ts';
import { Roster } from '../roster/roster.ts';
import { OpenPolls } from '../sync/open-polls.ts';

/** The hub as its workflows know it: its settings and its keys. */
export interface Hub {
  readonly config: PrimaryConfig;
  /** Who it is at this moment: a replica takes up what another one wrote. Ask for it anew in every piece of work. */
  readonly identity: () => HubIdentity;
  /** Certificates (PEM) by which members verify its URL; empty for the public ones. May change while it runs. */
  readonly ca: () => string;
  readonly roster: Roster;
  readonly board: PresenceBoard;
  readonly polls: OpenPolls;
  readonly probes: HeldProbes;
  /** What distributions want of the members. */
  readonly parts: PartSource;
  readonly deliveries: DeliveryBoard;
  /** What is kept of members' offers; without it none are taken. */
  readonly exports: ExportStore | undefined;
  /** What members export of services; without it the set shares none. */
  readonly services: ExportBoard | undefined;
  /** What each member was told last to want, and when. */
  readonly given: Map<string, { readonly digest: string; readonly atMs: number }>;
}

/** Puts a hub together that has heard nobody yet. */
export function createHub(
  facts: Pick<Hub, 'config' | 'identity' | 'ca' | 'parts'> & {
    readonly replica: string;
    readonly startedAt: Date;
    readonly exports?: ExportStore | undefined;
  },
): Hub {
  const { config, identity, ca, replica, startedAt, parts, exports } = facts;
  const polls = new OpenPolls();
  const roster = new Roster();
  const services = config.mcs.controller === 'joinery' ? new ExportBoard(roster) : undefined;
  const hub = {
    config,
    identity,
    ca,
    roster,
    board: new PresenceBoard(replica, startedAt),
    polls,
    probes: new HeldProbes(polls),
    parts,
    deliveries: new DeliveryBoard(),
    exports,
    services,
    given: new Map<string, { digest: string; atMs: number }>(),
  };
  hub.roster.onChange((name) => {
    hub.polls.wake(name);
    services?.notePresence(name);
    if (hub.roster.get(name) !== undefined) return;
    hub.board.forgetMember(name);
    hub.deliveries.forgetMember(name);
    hub.given.delete(name);
  });
  parts.onChange((members) => {
    for (const name of members) hub.polls.wake(name);
  });
  services?.onChange(() => hub.polls.wakeAll());
  return hub;
}
