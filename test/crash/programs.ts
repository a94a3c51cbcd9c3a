// The programs as they run in pods, each with calls that a test can end it at.
import { X509Certificates } from '../../jobs/adapters/certificates/x509-certificates.ts';
import { PrometheusMetrics } from '../../jobs/adapters/prometheus/prometheus-metrics.ts';
import { HubUnreachable } from '../../jobs/ports/hub-transport-errors.ts';
import { Answerer } from '../../jobs/workflows/answer/answerer.ts';
import { ensureHubCertificate } from '../../jobs/workflows/certificate/ensure-hub-certificate.ts';
import { restoreBackup } from '../../jobs/workflows/backup/restore-backup.ts';
import { declareMembers } from '../../jobs/workflows/declare/declare-members.ts';
import { demoteCluster } from '../../jobs/workflows/demote/demote-cluster.ts';
import { dissolveSet } from '../../jobs/workflows/dissolve/dissolve-set.ts';
import { forgetMembers } from '../../jobs/workflows/forget/forget-members.ts';
import { runAgent } from '../../jobs/workflows/agent/run-agent.ts';
import { runHub } from '../../jobs/workflows/hub/run-hub.ts';
import { joinBeforeDeadline } from '../../jobs/workflows/join/join-before-deadline.ts';
import { leaveSet } from '../../jobs/workflows/leave/leave-set.ts';
import type { PrimaryPorts, SecondaryPorts } from '../../jobs/workflows/ports.ts';
import { promoteCluster } from '../../jobs/workflows/promote/promote-cluster.ts';
import { rekeyCluster } from '../../jobs/workflows/rekey/rekey-cluster.ts';
import { found } from '../builders/found.ts';
import type { CrashPoints } from '../fakes/crash-points.ts';
import { CrashingClock } from '../fakes/crashing-clock.ts';
import { CrashingClusterObjects } from '../fakes/crashing-cluster-objects.ts';
import { CrashingHubTransport } from '../fakes/crashing-hub-transport.ts';
import { CrashingKubernetesApi } from '../fakes/crashing-kubernetes-api.ts';
import { SeededRandom } from '../fakes/seeded-random.ts';
import type { Replica } from './service.ts';
import type { World } from './world.ts';

/** One run of a program in one pod. */
interface Run {
  readonly points: CrashPoints;
  /** Tells it to stop. */
  readonly signal: AbortSignal;
  /** Seeds its randomness: a program that runs again does not draw the same numbers again. */
  readonly seed: string;
  /** Name of its Pod, in which it is begun again. */
  readonly pod: string;
}

/** A program of the image, begun in a world. */
export type Program = (world: World, run: Run) => Promise<unknown>;

/** The programs a row may name. */
export const programs = {
  promote: async (world, run) => {
    const ports = primaryPorts(world, run);
    await promoteCluster(ports, world.primary.config);
    await declareMembers(ports, world.primary.config);
  },
  demote: async (world, run) => demoteCluster(primaryPorts(world, run), world.primary.config),
  dissolve: async (world, run) => {
    const ports = primaryPorts(world, run);
    // The hub that runs beside it has been running for a while.
    await ports.clock.sleep(1000, run.signal);
    return dissolveSet(ports, world.primary.config, run.signal);
  },
  forget: async (world, run) => {
    const ports = primaryPorts(world, run);
    const members = await ports.kubernetes.list('Member', { namespace: world.primary.config.namespace });
    return forgetMembers(ports, world.primary.config, members);
  },
  certificate: async (world, run) => {
    const ports = { ...primaryPorts(world, run), certificates: new X509Certificates() };
    return ensureHubCertificate(ports, world.primary.config);
  },
  hub: async (world, run) => {
    const { config } = world.primary;
    const objects = new CrashingClusterObjects(world.primary.objects, run.points);
    const ports = { ...primaryPorts(world, run), objects };
    for (const url of [config.ingressURL, ...config.additionalURLs]) {
      world.secondary.hub.route(url, () => world.service);
    }
    const cut = (): never => {
      throw new HubUnreachable({ endpoint: config.ingressURL, found: 'the connection is reset' });
    };
    return runHub(ports, config, {
      signal: run.signal,
      ca: () => config.caBundle,
      replica: run.pod,
      onReady: (ready) => {
        const answerer = new Answerer(ports, ready);
        const replica: Replica = {
          answer: async (request, gone) =>
            run.points.answerOrCrash(async () => answerer.answer(request, gone), cut),
        };
        world.service.add(replica);
        void run.points.crashed.then(() => world.service.remove(replica));
      },
    });
  },
  restore: async (world, run) => {
    const { namespace } = world.primary.config;
    return restoreBackup(primaryPorts(world, run), found(world.backup), { namespace, force: false });
  },
  join: async (world, run) =>
    joinBeforeDeadline(secondaryPorts(world, run), world.secondary.config, run.signal),
  agent: async (world, run) => {
    const objects = new CrashingClusterObjects(world.secondary.objects, run.points);
    return runAgent({ ...secondaryPorts(world, run), objects }, world.secondary.config, run.signal);
  },
  leave: async (world, run) => leaveSet(secondaryPorts(world, run), world.secondary.config, run.signal),
  rekey: async (world, run) =>
    rekeyCluster(secondaryPorts(world, run), world.secondary.config.release.namespace),
} satisfies Record<string, Program>;

function primaryPorts({ primary }: World, { points, seed }: Run): PrimaryPorts {
  return {
    clock: new CrashingClock(primary.clock, points),
    logger: primary.logger,
    metrics: new PrometheusMetrics(),
    random: new SeededRandom(seed),
    kubernetes: new CrashingKubernetesApi(primary.kubernetes, points),
  };
}

function secondaryPorts({ primary, secondary }: World, { points, seed }: Run): SecondaryPorts {
  return {
    clock: new CrashingClock(primary.clock, points),
    logger: secondary.logger,
    metrics: new PrometheusMetrics(),
    random: new SeededRandom(seed),
    kubernetes: new CrashingKubernetesApi(secondary.kubernetes, points),
    hub: new CrashingHubTransport(secondary.hub, points),
  };
}
