import type { PrimaryConfig } from '#validators/primary-config';
import { renderDistributionLedger } from '../../jobs/core/distribution/distribution-ledger.ts';
import type { Distribution } from '../../jobs/core/distribution/distribution.ts';
import { Confidential } from '../../jobs/core/confidential/confidential.ts';
import type { Manifest } from '../../jobs/core/kubernetes/manifest.ts';
import type { Member } from '../../jobs/core/membership/member.ts';
import { keepShelf } from '../../jobs/workflows/distribute/keep-shelf.ts';
import { LedgerBoard } from '../../jobs/workflows/distribute/ledger-board.ts';
import { Shelf } from '../../jobs/workflows/distribute/shelf.ts';
import { Roster } from '../../jobs/workflows/roster/roster.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { FakeClusterObjects } from '../fakes/fake-cluster-objects.ts';
import { FakeKubernetesApi } from '../fakes/fake-kubernetes-api.ts';
import { createRecordingLogger } from '../fakes/recording-logger.ts';
import { aPrimaryConfig, setNamespace } from './a-config.ts';
import { aDistribution } from './a-distribution.ts';
import { found } from './found.ts';

const since = '2026-11-20T12:00:00Z';

/** A ConfigMap as people write one. */
export function aConfigMap(name = 'colours', data: Record<string, unknown> = { red: 'yes' }): Manifest {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'shop' }, data };
}

/** A NetworkPolicy in a namespace of the primary. */
export function aPolicy(name: string, labels: Record<string, string> = {}): Manifest {
  const metadata = { name, namespace: 'policies', labels };
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec: { podSelector: {} } };
}

/** All of them as a source. */
export const allPolicies = {
  select: { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', namespace: 'policies' },
};

/** What lets them be one. */
export const policyGrant = {
  group: 'networking.k8s.io',
  resource: 'networkpolicies',
  kind: 'NetworkPolicy',
  namespaces: ['policies'],
};

/** A primary in memory whose shelf is kept, and which writes every Distribution down at once. */
export function aShelf(overrides: Partial<PrimaryConfig> = {}) {
  const config = aPrimaryConfig(overrides);
  const kubernetes = new FakeKubernetesApi('primary', [setNamespace]);
  const objects = new FakeClusterObjects('primary', [setNamespace, 'policies', 'kasten-io']);
  const clock = new FakeClock();
  const logger = createRecordingLogger();
  const board = new LedgerBoard();
  const roster = new Roster();
  const tokenSeed = new Confidential(Buffer.alloc(32).toString('base64url'));
  const shelf = new Shelf({ config, identity: () => ({ tokenSeed }), board });
  const stop = new AbortController();

  /** Writes down those that are there, beside those that are in it already. */
  const writeLedger = (): void => {
    const ledger = new Map(board.ledger);
    for (const [uid, { metadata }] of shelf.distributions()) {
      ledger.set(uid, { name: metadata.name, state: 'Served', since });
    }
    board.note({ metadata: {}, data: renderDistributionLedger(ledger) });
  };
  const start = async (): Promise<void> => {
    const { signal } = stop;
    const stopped = (error: unknown): void => {
      if (!signal.aborted) throw error;
    };
    roster.follow(kubernetes, setNamespace, signal).catch(stopped);
    keepShelf({ kubernetes, objects, clock, logger }, { config, roster, shelf }, signal).catch(stopped);
    writeLedger();
    await settle();
  };
  /** Lets what is under way come to its end. */
  const settle = async (): Promise<void> => {
    await clock.advance(50);
    writeLedger();
    await clock.advance(50);
  };
  const join = async (name: string, labels: Record<string, string> = {}): Promise<void> => {
    const created = await kubernetes.create('Member', {
      metadata: { namespace: setNamespace, name, labels },
    });
    await kubernetes.updateStatus('Member', {
      ...found(created),
      status: { id: `id-${name}`, thumbprint: name },
    });
  };
  const change = async (name: string, to: (member: Member) => Partial<Member>): Promise<void> => {
    const member = found(await kubernetes.get('Member', { namespace: setNamespace, name }));
    await kubernetes.update('Member', {
      ...member,
      ...to(member),
      metadata: { ...member.metadata, ...to(member).metadata },
    });
  };
  /** Creates a Distribution, or gives it another spec. @returns Its uid. */
  const distribute = async (
    spec: Partial<Distribution['spec']>,
    metadata: Distribution['metadata'] = {},
  ): Promise<string> => {
    const { name = 'colours' } = metadata;
    const made = aDistribution(spec, { name, creationTimestamp: since, ...metadata });
    const ref = { namespace: setNamespace, name };
    const before = await kubernetes.get('Distribution', ref);
    if (before === undefined) return found(await kubernetes.create('Distribution', made)).metadata.uid;
    const { annotations = {} } = made.metadata;
    await kubernetes.update('Distribution', {
      ...before,
      spec: made.spec,
      metadata: { ...before.metadata, annotations },
    });
    return before.metadata.uid;
  };
  const withdraw = async (name = 'colours'): Promise<void> => {
    const { uid } = found(await kubernetes.get('Distribution', { namespace: setNamespace, name })).metadata;
    await kubernetes.delete('Distribution', { namespace: setNamespace, name, uid });
  };
  const memberOf = (name: string) => found(roster.get(name));
  const partsFor = (name: string, known: readonly string[] = []) =>
    shelf.partsFor(memberOf(name), known).list;
  /** The objects a member would fetch. */
  const objectsFor = (name: string) => {
    const ids = partsFor(name).flatMap(({ objects: listed = [] }) => listed);
    return [...shelf.find(memberOf(name), ids).values()];
  };
  return {
    shelf,
    kubernetes,
    objects,
    clock,
    logger,
    board,
    roster,
    stop,
    start,
    settle,
    join,
    change,
    distribute,
    withdraw,
    memberOf,
    partsFor,
    objectsFor,
  };
}
