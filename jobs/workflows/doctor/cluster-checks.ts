import { parseVersion } from '../../core/diagnosis/compare-versions.ts';
import type { Right } from '../../ports/kubernetes-api.ts';
import { KubernetesForbidden } from '../../ports/kubernetes-errors.ts';
import type { Check, DoctorPorts } from './check.ts';
import { describeError } from './describe-error.ts';

/** Oldest Kubernetes the chart can be installed on. */
export const oldestKubernetes = '1.29';

/** Whether the API server answers, and is one this version works with. */
export function checkKubernetes({ kubernetes }: DoctorPorts): Check {
  return {
    name: 'kubernetes',
    about: 'The API server answers, and is not older than the chart allows.',
    needs: [],
    look: async () => {
      const version = await kubernetes.serverVersion();
      const [seen, oldest] = [parseVersion(version), parseVersion(oldestKubernetes)];
      const found = `The API server answers; its version is ${version}.`;
      const isOld =
        seen !== undefined && oldest !== undefined && seen.major === 1 && seen.minor < oldest.minor;
      if (!isOld) return { severity: 'ok', found };
      return {
        severity: 'error',
        found,
        remedy: `Upgrade the cluster to Kubernetes ${oldestKubernetes} or later.`,
      };
    },
  };
}

/** Whether the ServiceAccount the doctor runs as, which is the program's own, has each right it needs. */
export function checkRights({ kubernetes }: DoctorPorts, rights: readonly Right[]): Check {
  return {
    name: 'rights',
    about: 'The ServiceAccount of hub or agent has every right that the chart gives it.',
    needs: ['kubernetes'],
    look: async () => {
      const answers = await Promise.all(
        rights.map(async (right) => ({ right, isGiven: await kubernetes.hasRight(right) })),
      );
      const [missing, ...more] = answers.filter(({ isGiven }) => !isGiven).map(({ right }) => right);
      if (missing === undefined) return { severity: 'ok', found: `All ${rights.length} rights are given.` };
      const { verb, subresource, namespace, name } = missing;
      const resource = subresource === undefined ? missing.resource : `${missing.resource}/${subresource}`;
      const error = new KubernetesForbidden({
        action: name === undefined ? `${verb} ${resource}` : `${verb} ${resource} "${name}"`,
        verb,
        resource,
        ...(namespace === undefined ? {} : { namespace }),
      });
      const result = describeError(error);
      if (more.length === 0) return result;
      return { ...result, found: `${result.found} ${more.length} more rights are missing.` };
    },
  };
}

/** Whether a Deployment has the pods it asks for. */
export function checkDeployment(
  { kubernetes }: DoctorPorts,
  ref: { namespace: string; name: string },
): Check {
  return {
    name: 'deployment',
    about: 'The Deployment of hub or agent is there, and its pods are ready.',
    needs: ['kubernetes'],
    look: async () => {
      const { namespace, name } = ref;
      const deployment = await kubernetes.get('Deployment', ref);
      const remedy = `Look at its pods: kubectl -n ${namespace} describe pods.`;
      if (deployment === undefined) {
        const found = `There is no Deployment "${name}" in namespace "${namespace}".`;
        return {
          severity: 'warning',
          found,
          remedy: 'Install the release, or run helm upgrade if it was deleted.',
        };
      }
      const wanted = deployment.spec?.replicas ?? 1;
      const ready = deployment.status?.readyReplicas ?? 0;
      const found = `${ready} of ${wanted} pods of "${name}" are ready.`;
      if (ready >= wanted) return { severity: 'ok', found };
      return { severity: ready === 0 ? 'error' : 'warning', found, remedy };
    },
  };
}
