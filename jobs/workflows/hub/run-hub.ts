import type { PrimaryConfig } from '#validators/primary-config';
import type { HubIdentity } from '../../core/hub-identity/hub-identity.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import { keepReports } from '../deliver/keep-reports.ts';
import { keepShelf } from '../distribute/keep-shelf.ts';
import { LedgerBoard } from '../distribute/ledger-board.ts';
import { lookAfterDistributions } from '../distribute/look-after-distributions.ts';
import { Shelf } from '../distribute/shelf.ts';
import { showServing } from '../fence/show-serving.ts';
import { dropExports } from '../offer/drop-exports.ts';
import { ExportStore } from '../offer/export-store.ts';
import { judgeMembers } from '../presence/judge-members.ts';
import { publishPresence } from '../presence/publish-presence.ts';
import { lookAfterTokens } from '../mint/look-after-tokens.ts';
import type { HubPorts, PrimaryPorts } from '../ports.ts';
import { promoteCluster } from '../promote/promote-cluster.ts';
import { retry } from '../retry.ts';
import { lookAfterHubKey } from '../rotate/look-after-hub-key.ts';
import { createHub, type Hub } from './hub.ts';
import { measureHub } from './measure-hub.ts';
import { keepHouse } from './keep-house.ts';

/** Longest wait before the hub tries again to start, and the wait while a person has to act first, in milliseconds. */
const maxDelayMs = 2000;
const stuckDelayMs = 30_000;

/** Over how long a replica that stops spreads the answers it holds, in milliseconds. */
const drainMs = 3000;

/**
 * What the hub does beside answering: becomes the primary as soon as that is possible, then looks after
 * tokens, presence and distributions for as long as the signal allows.
 *
 * @param options.ca See `Hub`.
 * @param options.replica Name of the Pod, by which replicas tell each other apart.
 * @param options.onReady Told once, when the hub has its identity and may answer.
 * @param options.keepUp What else it keeps up while it runs.
 */
export async function runHub(
  ports: HubPorts,
  config: PrimaryConfig,
  options: {
    signal: AbortSignal;
    ca: () => string;
    replica: string;
    onReady: (hub: Hub) => void;
    keepUp?: (hub: Hub) => Promise<void>;
  },
): Promise<never> {
  const { signal, ca, replica } = options;
  let identity = await becomePrimary(ports, config, signal);
  const startedAt = ports.clock.now();
  const board = new LedgerBoard();
  const shelf = new Shelf({ config, identity: () => identity, board });
  const hub = createHub({
    config,
    identity: () => identity,
    ca,
    replica,
    startedAt,
    parts: shelf,
    exports: new ExportStore(ports.objects, config.namespace),
  });
  const { namespace } = config;
  const { roster, deliveries: reports } = hub;
  measureHub(ports, hub);
  options.onReady(hub);
  ports.logger.info('Hub ready', { hubId: identity.hubId });
  try {
    await Promise.all([
      roster.follow(ports.kubernetes, namespace, signal),
      publishPresence(ports, hub, signal),
      judgeMembers(ports, hub, signal),
      showServing(ports, hub, signal),
      lookAfterTokens(ports, hub, signal),
      keepHouse(ports, hub, signal),
      keepReports(ports, hub, signal),
      keepShelf(ports, { config, roster, shelf }, signal),
      lookAfterDistributions(ports, { namespace, view: shelf, reports, roster, board }, signal),
      options.keepUp?.(hub),
      dropExports(ports, hub, signal),
      lookAfterHubKey(ports, config, {
        signal,
        onIdentity: (found) => {
          identity = found;
          hub.polls.wakeAll();
        },
      }),
    ]);
  } finally {
    await hub.polls.close(ports, drainMs);
  }
  throw signal.reason;
}

/** Whatever is in the way (no CRD yet, no rights, a missing key) may be mended while the hub runs. */
async function becomePrimary(
  ports: PrimaryPorts,
  config: PrimaryConfig,
  signal: AbortSignal,
): Promise<HubIdentity> {
  const onFailure = (error: JoineryError): void => ports.logger.warn('Hub not ready yet', { err: error });
  for (;;) {
    try {
      return await retry(ports, { signal, maxDelayMs, onFailure }, async () => promoteCluster(ports, config));
    } catch (error) {
      if (!(error instanceof JoineryError)) throw error;
      ports.logger.error('Hub not ready', { err: error });
    }
    await ports.clock.sleep(stuckDelayMs, signal);
  }
}
