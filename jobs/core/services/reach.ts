import type { ServiceSlice } from '#validators/service-slice';
import type { EndpointSlice, Node, Service, StoredPort } from './service-kinds.ts';

/** By which addresses other clusters reach the services of this one. */
export type Reach = 'podNetwork' | 'nodePort' | 'loadBalancer';

/** What leads to a service. */
export interface ServiceFacts {
  readonly service: Service;
  readonly slices: readonly EndpointSlice[];
  readonly nodes: readonly Node[];
}

/** More nodes than this do not make a service more available. */
const maxNodes = 20;

/**
 * The addresses by which a service is reached from outside the cluster: only while it has a ready endpoint.
 *
 * @returns A text where it cannot be reached that way: why, and what to do.
 */
export function listSlices(reach: Reach, facts: ServiceFacts): ServiceSlice[] | string {
  const pods = listPodSlices(facts);
  if (reach === 'podNetwork') return pods;
  if (facts.service.spec.clusterIP === 'None')
    return 'A headless Service is reached by the addresses of its pods: set mcs.reach=podNetwork where the pod networks are routed.';
  const slices = reach === 'nodePort' ? listNodeSlices(facts) : listBalancerSlices(facts.service);
  return typeof slices === 'string' || pods.length > 0 ? slices : [];
}

/** The ready endpoints as they are; slices without any are left out. */
function listPodSlices({ slices }: ServiceFacts): ServiceSlice[] {
  return slices
    .toSorted((one, other) => (one.metadata.name < other.metadata.name ? -1 : 1))
    .flatMap(({ addressType, ports, endpoints }) => {
      const ready = (endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false);
      if (addressType === 'FQDN' || ready.length === 0) return [];
      return [
        {
          addressType,
          ports: (ports ?? []).flatMap((port) => buildPort(port, port.port)),
          endpoints: ready.flatMap(({ addresses: [address], zone, hostname }) =>
            address === undefined
              ? []
              : [
                  {
                    address,
                    ...(zone === undefined ? {} : { zone }),
                    ...(hostname === undefined ? {} : { hostname }),
                  },
                ],
          ),
        },
      ];
    });
}

/** Ready nodes; those with an endpoint only, where the others would not pass traffic on. */
function listNodeSlices({ service, slices, nodes }: ServiceFacts): ServiceSlice[] | string {
  const ports = (service.spec.ports ?? []).flatMap((port) => buildPort(port, port.nodePort));
  if (ports.length === 0)
    return 'The Service has no node port: make it one of type NodePort or LoadBalancer.';
  const occupied = new Set(
    slices.flatMap(({ endpoints }) =>
      (endpoints ?? []).flatMap(({ conditions, nodeName }) => (conditions?.ready === false ? [] : nodeName)),
    ),
  );
  const isLocal = service.spec.externalTrafficPolicy === 'Local';
  const addresses = nodes
    .filter(({ metadata, status }) => {
      const isReady = status?.conditions?.some((each) => each.type === 'Ready' && each.status === 'True');
      return isReady === true && (!isLocal || occupied.has(metadata.name));
    })
    .toSorted((one, other) => (one.metadata.name < other.metadata.name ? -1 : 1))
    .slice(0, maxNodes)
    .flatMap(({ status }) => status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? []);
  return buildSlices(addresses, ports);
}

function listBalancerSlices({ spec, status }: Service): ServiceSlice[] | string {
  const addresses = (status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) => ip ?? []);
  if (addresses.length === 0)
    return 'The Service has no address of a load balancer: make it one of type LoadBalancer, and wait until its status has an address. A host name will not do.';
  return buildSlices(
    addresses,
    (spec.ports ?? []).flatMap((port) => buildPort(port, port.port)),
  );
}

function buildSlices(addresses: readonly string[], ports: ServiceSlice['ports']): ServiceSlice[] {
  const ofType = (addressType: 'IPv4' | 'IPv6'): ServiceSlice => ({
    addressType,
    ports,
    endpoints: addresses
      .filter((address) => address.includes(':') === (addressType === 'IPv6'))
      .map((address) => ({ address })),
  });
  return [ofType('IPv4'), ofType('IPv6')].filter(({ endpoints }) => endpoints.length > 0);
}

/** @param number Under which it is reached; without one it is not. */
export function buildPort(
  { name = '', protocol = 'TCP', appProtocol }: StoredPort,
  number: number | undefined,
): ServiceSlice['ports'] {
  if (number === undefined || number === 0) return [];
  return [{ name, protocol, port: number, ...(appProtocol === undefined ? {} : { appProtocol }) }];
}
