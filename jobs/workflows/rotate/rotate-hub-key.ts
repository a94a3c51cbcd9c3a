import type { PrimaryConfig } from '#validators/primary-config';
import {
  buildHubIdentitySecret,
  parseHubIdentitySecret,
} from '../../core/hub-identity/hub-identity-secret.ts';
import type { HubIdentity } from '../../core/hub-identity/hub-identity.ts';
import { planHubRotation, type HubRotation } from '../../core/hub-identity/plan-hub-rotation.ts';
import { announceSuccessor, dropPredecessor } from '../../core/hub-identity/rotate-hub-identity.ts';
import type { Secret } from '../../core/kubernetes/objects.ts';
import { primaryNames, rotateHubKeyAnnotation } from '../../core/kubernetes/names.ts';
import { renderTimestamp } from '../../core/kubernetes/timestamp.ts';
import { newestKey } from '../../core/protocol/key-chain.ts';
import { parseTtl } from '../../core/verifier/parse-token-request.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import { changeObject } from '../change-object.ts';
import { recordEvent, type EventNote } from '../events/record-event.ts';
import type { PrimaryPorts } from '../ports.ts';

/** An overlap that cannot be read, or is longer than this, is a year. */
const longestSeconds = 365 * 86_400;

/**
 * Does the next thing about the hub's signing key: announces a successor when values or annotation ask for
 * one, forgets the old key when the successor signs. Each is one conditional update of the Secret, which
 * also takes the order off, so replicas that come at once and one that is killed all end the same.
 *
 * @returns The identity as it stands; `undefined` when its Secret is gone.
 * @throws HubKeyDamaged
 */
export async function rotateHubKey(
  ports: PrimaryPorts,
  config: Pick<PrimaryConfig, 'namespace' | 'hubKeyRotation' | 'hubKeyOverlap'>,
): Promise<HubIdentity | undefined> {
  const ref = { namespace: config.namespace, name: primaryNames.hubIdentity };
  let rotation = { step: 'nothing' } as HubRotation;
  const stored = await changeObject(ports.kubernetes, 'Secret', ref, async (secret) => {
    const identity = parseHubIdentitySecret(secret);
    rotation = planHubRotation(identity, {
      mark: config.hubKeyRotation,
      isOrdered: secret.metadata.annotations?.[rotateHubKeyAnnotation] !== undefined,
      overlapSeconds: parseTtl(config.hubKeyOverlap) ?? longestSeconds,
      now: ports.clock.now(),
    });
    const next = await carryOut(ports, config, identity, rotation);
    return next && buildRotated(secret, next, rotation);
  });
  if (stored === undefined) return undefined;
  const identity = parseHubIdentitySecret(stored);
  await tell(ports, stored, identity, rotation);
  return rotation.step === 'switch' ? rotateHubKey(ports, config) : identity;
}

async function carryOut(
  ports: PrimaryPorts,
  config: Pick<PrimaryConfig, 'hubKeyRotation'>,
  identity: HubIdentity,
  rotation: HubRotation,
): Promise<HubIdentity | undefined> {
  if (rotation.step === 'switch') return dropPredecessor(identity);
  if (rotation.step !== 'announce') return undefined;
  const seed = ports.random.bytes(32);
  return announceSuccessor(identity, { seed, from: rotation.from, mark: config.hubKeyRotation });
}

function buildRotated(secret: Stored<Secret>, identity: HubIdentity, { step }: HubRotation): Stored<Secret> {
  const { namespace = '', annotations: { [rotateHubKeyAnnotation]: order, ...others } = {} } =
    secret.metadata;
  const isKept = step !== 'announce' && order !== undefined;
  const annotations = isKept ? { ...others, [rotateHubKeyAnnotation]: order } : others;
  const data = buildHubIdentitySecret(identity, namespace).data ?? {};
  return { ...secret, metadata: { ...secret.metadata, annotations }, data };
}

async function tell(
  ports: PrimaryPorts,
  { metadata: { namespace = '', name, uid } }: Stored<Secret>,
  identity: HubIdentity,
  rotation: HubRotation,
): Promise<void> {
  if (rotation.step === 'nothing') return;
  ports.logger.info('Hub key rotation', { step: rotation.step, key: newestKey(identity.chain) });
  await recordEvent(
    ports,
    { apiVersion: 'v1', kind: 'Secret', namespace, name, uid },
    describe(identity, rotation),
  );
}

function describe({ chain }: HubIdentity, rotation: Exclude<HubRotation, { step: 'nothing' }>): EventNote {
  const key = newestKey(chain);
  if (rotation.step === 'switch') {
    return { type: 'Normal', reason: 'HubKeyRotated', message: `The key ${key} signs now.` };
  }
  if (rotation.step === 'refuse') {
    const message = `The hub had ${chain.length} keys already; no more fit into its chain.`;
    return { type: 'Warning', reason: 'HubKeyNotRotated', message };
  }
  const from = renderTimestamp(new Date(rotation.from * 1000));
  const message = `The key ${key} signs from ${from} on. Back up this Secret again.`;
  return { type: 'Normal', reason: 'HubKeyAnnounced', message };
}
