import type { PrimaryConfig } from '#validators/primary-config';
import type { SecondaryConfig } from '#validators/secondary-config';

/** Where members find the hub. */
export const endpoint = 'https://hub.example.com/joinery';

/** Namespace of the set on the primary, and of the release on both sides. */
export const setNamespace = 'joinery-mc';
export const releaseNamespace = 'joinery';

/** Configuration of a primary; every value is valid. */
export function aPrimaryConfig(overrides: Partial<PrimaryConfig> = {}): PrimaryConfig {
  return {
    version: '0.1.0',
    release: { name: 'joinery', namespace: releaseNamespace, fullname: 'joinery' },
    namespace: setNamespace,
    name: 'eu-central',
    ingressURL: endpoint,
    additionalURLs: [],
    allowInsecureURL: false,
    tls: 'ingress',
    caBundle: '',
    tokenTTL: '24h',
    deadlineSeconds: 60,
    approval: 'automatic',
    members: [],
    acceptLabels: [],
    forgetOfflineAfter: '',
    hubKeyRotation: '',
    hubKeyOverlap: '24h',
    uninstallMembers: 'keep',
    sources: [],
    upstreamCrds: true,
    exports: { enabled: false, kinds: ['ConfigMap', 'Secret'], perMember: 20, maxBytes: 262_144 },
    inventory: { clusterProfiles: false, clusterProperties: false },
    mcs: { controller: 'none', reach: 'podNetwork' },
    ...overrides,
  };
}

/** Configuration of a secondary; every value is valid. */
export function aSecondaryConfig(overrides: Partial<SecondaryConfig> = {}): SecondaryConfig {
  return {
    version: '0.1.0',
    release: { name: 'joinery', namespace: releaseNamespace, fullname: 'joinery' },
    deployment: 'joinery-agent',
    name: '',
    labels: {},
    holdSeconds: 10,
    keysMaxAge: '90d',
    proxy: { url: '', noProxy: [] },
    deadlineSeconds: 120,
    upstreamCrds: true,
    clusterProperties: false,
    exports: { namespaces: [], kinds: ['ConfigMap', 'Secret'] },
    mcs: { controller: 'none', reach: 'podNetwork' },
    join: {
      existingSecret: 'mc-join',
      chartSecret: 'joinery-join',
      primaryThumbprint: '',
      allowInsecureURL: false,
      extraCa: '',
      onUnreachable: 'fail',
    },
    apply: { enabled: false, deny: ['*.rbac.authorization.k8s.io'], onLeave: 'keep' },
    ...overrides,
  };
}
