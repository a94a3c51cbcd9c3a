import type { SecondaryConfig } from '#validators/secondary-config';
import { leaveAnnotation, secondaryNames, standDownAnnotation } from '../../core/kubernetes/names.ts';
import type { MemberIdentity } from '../../core/member-identity/member-identity.ts';
import type { Secret } from '../../core/kubernetes/objects.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import { ensureMemberIdentity } from '../identity/ensure-member-identity.ts';
import type { PrimaryPorts } from '../ports.ts';
import { NamespaceHoldsK10 } from './errors.ts';

/** What one look at a secondary finds. */
export interface Secondary {
  readonly identity: MemberIdentity;
  /** The user's join Secret, or the chart's when the user has none. */
  readonly joinSecret: Stored<Secret> | undefined;
  readonly deploymentUid: string | undefined;
  readonly standDownUid: string | undefined;
  readonly leaveUid: string | undefined;
  readonly clusterUid: string;
  readonly kubernetesVersion: string;
}

/** ConfigMap that every release of Kasten K10 has; its `mc-join` is not ours. */
const k10ConfigMap = 'k10-config';

/**
 * Looks at everything a join depends on; makes the keys if there are none yet.
 *
 * @throws {NamespaceHoldsK10} @throws {IdentityDamaged}
 */
export async function observeSecondary(
  ports: Pick<PrimaryPorts, 'kubernetes' | 'random' | 'clock'>,
  config: SecondaryConfig,
): Promise<Secondary> {
  const { kubernetes } = ports;
  const { namespace } = config.release;
  const [k10, users, charts, status, deployment, kubeSystem, kubernetesVersion] = await Promise.all([
    kubernetes.get('ConfigMap', { namespace, name: k10ConfigMap }),
    kubernetes.get('Secret', { namespace, name: config.join.existingSecret }),
    kubernetes.get('Secret', { namespace, name: config.join.chartSecret }),
    kubernetes.get('Secret', { namespace, name: secondaryNames.status }),
    kubernetes.get('Deployment', { namespace, name: config.deployment }),
    kubernetes.get('Namespace', { name: 'kube-system' }),
    kubernetes.serverVersion(),
  ]);
  if (k10 !== undefined) throw new NamespaceHoldsK10({ namespace });
  return {
    identity: await ensureMemberIdentity(ports, namespace),
    joinSecret: users ?? charts,
    deploymentUid: deployment?.metadata.uid,
    standDownUid: status?.metadata.annotations?.[standDownAnnotation],
    leaveUid: status?.metadata.annotations?.[leaveAnnotation],
    clusterUid: kubeSystem?.metadata.uid ?? '',
    kubernetesVersion,
  };
}
