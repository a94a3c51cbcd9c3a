import type { ExportedService } from '#validators/exported-service';
import { buildPort, listSlices, type Reach, type ServiceFacts } from './reach.ts';
import type { ServiceExport } from './service-kinds.ts';

/** What becomes of a ServiceExport: the service as others get it, or why they do not. */
export type JudgedExport =
  | { readonly exported: ExportedService }
  /** Reasons of condition `Valid`, in the words of the MCS API. */
  | { readonly invalid: 'NoService' | 'InvalidServiceType'; readonly message: string }
  /** A good service that cannot be reached from outside. */
  | { readonly unreachable: string };

/** Judges a ServiceExport by the Service of its name, which may not be there. */
export function judgeExport(
  reach: Reach,
  { metadata }: ServiceExport,
  { service, ...rest }: Partial<ServiceFacts> & Pick<ServiceFacts, 'slices' | 'nodes'>,
): JudgedExport {
  const { name, namespace = '', creationTimestamp: createdAt = '' } = metadata;
  if (service === undefined)
    return { invalid: 'NoService', message: `There is no Service "${name}" in this namespace: create it.` };
  const { type, clusterIP, ports = [], sessionAffinity = 'None', sessionAffinityConfig } = service.spec;
  if (type === 'ExternalName')
    return {
      invalid: 'InvalidServiceType',
      message: 'A Service of type ExternalName has no endpoints to share: create it in each cluster.',
    };
  const slices = listSlices(reach, { service, ...rest });
  if (typeof slices === 'string') return { unreachable: slices };
  const seconds = sessionAffinityConfig?.clientIP?.timeoutSeconds;
  return {
    exported: {
      namespace,
      name,
      createdAt,
      type: clusterIP === 'None' ? 'Headless' : 'ClusterSetIP',
      ports: ports.flatMap((port) => buildPort(port, port.port)),
      sessionAffinity,
      ...(sessionAffinity === 'ClientIP' && seconds !== undefined ? { sessionAffinitySeconds: seconds } : {}),
      slices,
    },
  };
}
