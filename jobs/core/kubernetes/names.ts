/** API group of our own kinds, and prefix of every label, annotation and Secret type we own. */
const group = 'joinery.dev';

/** Secret types. A token Secret is written by users, the others by the hub or the agent. */
export const secretTypes = {
  joinToken: `${group}/join-token`,
  verifier: `${group}/verifier`,
  hubIdentity: `${group}/hub-identity`,
  memberIdentity: `${group}/member-identity`,
  joinStatus: `${group}/join-status`,
  /** What a member has of one Distribution, and what does not fit into the same Secret. */
  appliedSet: `${group}/applied-set`,
  appliedSetMore: `${group}/applied-set-more`,
  /** Kubernetes' own. */
  tls: 'kubernetes.io/tls',
} as const;

/** Annotations users write on a join-token Secret; the hub reads them once, when it mints. */
export const tokenAnnotations = {
  /** How long the token may be used, such as `24h`; counted from minting. */
  ttl: `${group}/ttl`,
  /** How many member keys may use it: a number of 1 or more, or `unlimited`. */
  uses: `${group}/uses`,
  /** Only this name may join with it. */
  memberName: `${group}/member-name`,
  /** Only the member with this key thumbprint may join with it. */
  memberThumbprint: `${group}/member-thumbprint`,
  /** `true`: may give the existing member of that name a new key. */
  replace: `${group}/replace`,
  /** `true`: may let a copy of a member's cluster in, which has the same kube-system UID. */
  clone: `${group}/clone`,
} as const;

/**
 * Annotation on a join-token Secret that the hub made for an entry of `multicluster.primary.members`; the
 * entry's `token`, which may be empty.
 */
export const declaredAnnotation = `${group}/declared`;

/**
 * Annotation on a Distribution that the hub made for an entry of `distributions` in the values; the digest of
 * the entry.
 */
export const declaredDistributionAnnotation = `${group}/declared-spec`;

/** Annotations the hub writes on a `Member` to know again what it did. */
export const memberAnnotations = {
  /** Labels the member asked for and was given, as JSON. */
  memberLabels: `${group}/member-labels`,
  /** Labels from the values of the primary, as JSON. */
  declaredLabels: `${group}/declared-labels`,
  /** `token` of the entry in the values for which a token was made last, or needed not be made. */
  declaredToken: `${group}/declared-token`,
} as const;

/**
 * Annotation on the status Secret, written by `leave`: uid of the agent Deployment that is being
 * uninstalled. Agent and join of that Deployment stand down; a later install has another uid.
 */
export const standDownAnnotation = `${group}/stand-down`;

/**
 * Annotation on the status Secret, written by `kubectl joinery leave`: uid of the agent Deployment that is to leave
 * the set. It stands until that has been done.
 */
export const leaveAnnotation = `${group}/leave`;

/** Annotation on the Secret `hub-identity`: any text that a person writes asks for a new signing key. The hub takes it off. */
export const rotateHubKeyAnnotation = `${group}/rotate-hub-key`;

/**
 * Annotation on the hub's identity, written by `demote`: the set is dissolved. Its value is the uid of the hub
 * Deployment that is being uninstalled; the hub of a later install has another, and clears away what is left.
 */
export const dissolvedAnnotation = `${group}/dissolved`;

/** Annotations users write on a `Distribution`; the hub reads them. */
export const distributionAnnotations = {
  /** `status.revision` for which much may be taken away, or `true`. */
  allowPrune: `${group}/allow-prune`,
  /** Any text; changing it takes a rollout that stopped up again. */
  retry: `${group}/retry`,
} as const;

/**
 * Annotation on the ledger of distributions: `true`, from a person, allows to withdraw those that went together
 * with most others. The hub takes it off.
 */
export const withdrawAnnotation = `${group}/withdraw`;

/** Label on what the hub keeps for a purpose, and its values. */
export const componentLabel = `${group}/component`;
export const components = {
  deliveryReport: 'delivery-report',
  distributionLedger: 'distribution-ledger',
  serviceExports: 'service-exports',
} as const;

/** Object names on the primary, in `multicluster.namespace`. */
export const primaryNames = {
  distributionLedger: 'distribution-ledger',
  hubIdentity: 'hub-identity',
  hubCertificate: 'hub-tls',
  verifier: (tokenId: string) => `verifier-${tokenId}`,
  /** The Leases by which a hub replica tells whom it heard begin like this. */
  presencePrefix: 'hub-',
  declaredToken: (memberName: string) => `join-token-${memberName}`,
  /** ConfigMap of the chart: the Distributions of the values, each as JSON under its name. */
  declaredDistributions: 'declared-distributions',
  clusterClaim: (uidHash: string) => `cluster-${uidHash}`,
  deliveryReport: (memberName: string) => `delivery-${memberName}`,
  serviceExports: (memberName: string) => `exports-${memberName}`,
} as const;

/** Object names on a secondary, in the release namespace; they belong to no release. */
export const secondaryNames = {
  identity: 'mc-identity',
  status: 'mc-join-status',
} as const;
