import type { PrimaryConfig } from '#validators/primary-config';
import type { SecondaryConfig } from '#validators/secondary-config';
import { parseHubIdentitySecret } from '../../jobs/core/hub-identity/hub-identity-secret.ts';
import { leaveAnnotation } from '../../jobs/core/kubernetes/names.ts';
import { parseSecretData, renderSecretData } from '../../jobs/core/kubernetes/secret-data.ts';
import { parseVerifierSecret } from '../../jobs/core/verifier/verifier-secret.ts';
import { PrometheusMetrics } from '../../jobs/adapters/prometheus/prometheus-metrics.ts';
import { Answerer } from '../../jobs/workflows/answer/answerer.ts';
import { createHub } from '../../jobs/workflows/hub/hub.ts';
import { joinCluster } from '../../jobs/workflows/join/join-cluster.ts';
import { leaveSet } from '../../jobs/workflows/leave/leave-set.ts';
import { mintToken } from '../../jobs/workflows/mint/mint-token.ts';
import { ExportStore } from '../../jobs/workflows/offer/export-store.ts';
import { promoteCluster } from '../../jobs/workflows/promote/promote-cluster.ts';
import { DirectHubTransport } from '../fakes/direct-hub-transport.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { FakeClusterObjects } from '../fakes/fake-cluster-objects.ts';
import { FakeKubernetesApi } from '../fakes/fake-kubernetes-api.ts';
import { FakePartSource } from '../fakes/fake-part-source.ts';
import { createRecordingLogger } from '../fakes/recording-logger.ts';
import { SeededRandom } from '../fakes/seeded-random.ts';
import { aPrimaryConfig, aSecondaryConfig, releaseNamespace, setNamespace } from './a-config.ts';

/** Labels by which the chart marks the Deployment of a program. */
export function programLabels(program: 'hub' | 'agent'): Record<string, string> {
  return { 'app.kubernetes.io/part-of': 'joinery', 'app.kubernetes.io/component': program };
}

/** A primary in memory that is promoted and answers. */
export async function aPrimary(name = 'primary', overrides: Partial<PrimaryConfig> = {}, ca?: string) {
  const config = aPrimaryConfig(overrides);
  const kubernetes = new FakeKubernetesApi(name, [setNamespace, releaseNamespace]);
  const clock = new FakeClock();
  const logger = createRecordingLogger();
  const metrics = new PrometheusMetrics();
  const objects = new FakeClusterObjects(name, [setNamespace, releaseNamespace]);
  const ports = { clock, kubernetes, objects, logger, metrics, random: new SeededRandom(name) };
  let identity = await promoteCluster(ports, config);
  const parts = new FakePartSource();
  const hub = createHub({
    config,
    identity: () => identity,
    ca: () => ca ?? config.caBundle,
    replica: name,
    startedAt: clock.now(),
    parts,
    exports: new ExportStore(objects, setNamespace),
  });
  const answerer = new Answerer(ports, hub);
  void hub.roster.follow(kubernetes, setNamespace, new AbortController().signal);

  /** Takes up what stands in the Secret of its identity, as a replica that follows it does. */
  const takeUpIdentity = async () => {
    const secret = await kubernetes.get('Secret', { namespace: setNamespace, name: 'hub-identity' });
    if (secret !== undefined) identity = parseHubIdentitySecret(secret);
  };
  /** Creates a join-token Secret and lets the hub fill it. */
  const mint = async (secretName: string, annotations: Record<string, string> = {}) => {
    const metadata = { name: secretName, namespace: setNamespace, annotations };
    await kubernetes.create('Secret', { metadata, type: 'joinery.dev/join-token' });
    return lookAtToken(secretName);
  };
  /** Lets the hub look at a join-token Secret once, and reads it. */
  const lookAtToken = async (secretName: string) => {
    const secret = await kubernetes.get('Secret', { namespace: setNamespace, name: secretName });
    if (secret !== undefined) await mintToken(ports, hub, secret);
    return readToken(secretName);
  };
  const readToken = async (secretName: string) =>
    parseSecretData((await kubernetes.get('Secret', { namespace: setNamespace, name: secretName }))?.data);
  /** The verifier of a token, as the hub keeps it. */
  const readVerifier = async (secretName: string) => {
    const stored = await kubernetes.list('Secret', { namespace: setNamespace, type: 'joinery.dev/verifier' });
    return stored
      .map((secret) => parseVerifierSecret(secret))
      .find((found) => found?.secretName === secretName);
  };
  const readMember = async (memberName: string) =>
    kubernetes.get('Member', { namespace: setNamespace, name: memberName });
  const listMembers = async () => {
    const members = await kubernetes.list('Member', { namespace: setNamespace });
    return members.map(({ metadata }) => metadata.name).toSorted();
  };
  /** Deletes an object of the set, as a person does. */
  const remove = async (kind: 'Secret' | 'Member' | 'ConfigMap', objectName: string) => {
    const found = await kubernetes.get(kind, { namespace: setNamespace, name: objectName });
    if (found === undefined) throw new Error(`There is no ${kind} ${objectName} to delete`);
    const { uid } = found.metadata;
    await kubernetes.delete(kind, { namespace: setNamespace, name: objectName, uid });
  };
  return {
    config,
    kubernetes,
    objects,
    clock,
    logger,
    metrics,
    ports,
    hub,
    parts,
    answerer,
    takeUpIdentity,
    mint,
    lookAtToken,
    readToken,
    readVerifier,
    readMember,
    listMembers,
    remove,
  };
}

export type Primary = Awaited<ReturnType<typeof aPrimary>>;

interface SecondaryOptions {
  /** Seeds its keys; two of the same name would be the same cluster. */
  readonly name?: string;
  /** Decides the uid of kube-system; another cluster with the same uid is a clone. */
  readonly cluster?: string;
  readonly clock?: FakeClock;
  readonly config?: Partial<SecondaryConfig>;
}

/** A secondary in memory with a way to that primary; its agent Deployment is there, its join Secret is not. */
export async function aSecondary(primary: Primary, options: SecondaryOptions = {}) {
  const { name = 'secondary', cluster = name, clock = primary.clock } = options;
  const config = aSecondaryConfig(options.config);
  const kubernetes = new FakeKubernetesApi(cluster, [releaseNamespace]);
  const logger = createRecordingLogger();
  const hub = new DirectHubTransport({ [primary.config.ingressURL]: () => primary.answerer });
  const metrics = new PrometheusMetrics();
  const objects = new FakeClusterObjects(cluster, [releaseNamespace, 'shop']);
  const ports = { clock, kubernetes, objects, logger, metrics, random: new SeededRandom(name), hub };
  const { signal } = new AbortController();

  /** Installs the release: gives it an agent Deployment with a new uid. */
  const install = async () =>
    kubernetes.create('Deployment', {
      metadata: { name: config.deployment, namespace: releaseNamespace, labels: programLabels('agent') },
    });
  /** Uninstalls the release: takes its Deployment away. */
  const uninstall = async () => remove('Deployment', config.deployment);
  /** The agent's pod runs. */
  const startAgent = async () => {
    const agent = await kubernetes.get('Deployment', {
      namespace: releaseNamespace,
      name: config.deployment,
    });
    if (agent === undefined) throw new Error('There is no Deployment to start');
    await kubernetes.update('Deployment', { ...agent, spec: { replicas: 1 }, status: { readyReplicas: 1 } });
  };
  /** Creates or replaces the user's join Secret. */
  const giveToken = async (texts: Record<string, string>) => writeSecret(config.join.existingSecret, texts);
  const writeSecret = async (secretName: string, texts: Record<string, string>) => {
    const ref = { namespace: releaseNamespace, name: secretName };
    const data = renderSecretData(texts);
    const created = await kubernetes.create('Secret', { metadata: ref, data });
    const stored = created ?? (await kubernetes.get('Secret', ref));
    if (stored !== undefined && created === undefined) await kubernetes.update('Secret', { ...stored, data });
  };
  const readSecret = async (secretName: string) =>
    parseSecretData(
      (await kubernetes.get('Secret', { namespace: releaseNamespace, name: secretName }))?.data,
    );
  const readStatus = async () => readSecret('mc-join-status');
  const remove = async (kind: 'Secret' | 'Deployment', objectName: string) => {
    const found = await kubernetes.get(kind, { namespace: releaseNamespace, name: objectName });
    if (found === undefined) throw new Error(`There is no ${kind} ${objectName} to delete`);
    const { uid } = found.metadata;
    await kubernetes.delete(kind, { namespace: releaseNamespace, name: objectName, uid });
  };
  /** Writes the order to leave, as the command does it. */
  const tellToLeave = async () => {
    const status = await kubernetes.get('Secret', { namespace: releaseNamespace, name: 'mc-join-status' });
    const agent = await kubernetes.get('Deployment', {
      namespace: releaseNamespace,
      name: config.deployment,
    });
    if (status === undefined || agent === undefined) throw new Error('There is nobody to tell');
    const annotations = { [leaveAnnotation]: agent.metadata.uid };
    await kubernetes.update('Secret', { ...status, metadata: { ...status.metadata, annotations } });
  };
  /** One run of the join, as the Job does it. */
  const join = async (isDisowned = false) => joinCluster(ports, config, { signal, isDisowned });
  /** Leaves the set, as the Job before uninstalling does it. */
  const leave = async () => leaveSet(ports, config, signal);

  await install();
  return {
    config,
    kubernetes,
    objects,
    logger,
    metrics,
    hub,
    ports,
    install,
    uninstall,
    startAgent,
    giveToken,
    writeSecret,
    readSecret,
    readStatus,
    remove,
    tellToLeave,
    join,
    leave,
  };
}

export type Secondary = Awaited<ReturnType<typeof aSecondary>>;

/** A primary and a secondary that joined it as `edge-7`. */
export async function aJoinedSet(overrides: Partial<PrimaryConfig> = {}) {
  const primary = await aPrimary('primary', overrides);
  const secondary = await aSecondary(primary);
  const { token = '' } = await primary.mint('join-token-a');
  await secondary.giveToken({ token, 'member-name': 'edge-7' });
  await secondary.join();
  return { primary, secondary, token };
}
