/** One metric as Prometheus knows it. */
export interface MetricDefinition {
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** Who has it. */
  readonly program: 'hub' | 'agent' | 'both';
  readonly labels: readonly string[];
  /** One sentence, unit included where the name does not say it. */
  readonly help: string;
  /** Upper bounds of a histogram, in the unit of its name. */
  readonly buckets?: readonly number[];
}

/**
 * All metrics. The values of a label are few and known (paths, results), or one for each object that a
 * person made (members, token Secrets, Distributions): nothing that a stranger sends becomes a label.
 */
export const metricTable = {
  joinery_build_info: {
    type: 'gauge',
    program: 'both',
    labels: ['program', 'version'],
    help: 'Always 1; which program runs in which version.',
  },
  joinery_hub_requests_total: {
    type: 'counter',
    program: 'hub',
    labels: ['path', 'code'],
    help: 'Requests answered, by path and HTTP status; path "other" is any that the hub does not have.',
  },
  joinery_hub_request_duration_seconds: {
    type: 'histogram',
    program: 'hub',
    labels: ['path'],
    help: 'Time from a request to its answer. A sync is held open on purpose.',
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
  },
  joinery_hub_polls: {
    type: 'gauge',
    program: 'hub',
    labels: [],
    help: 'Syncs that this replica holds open.',
  },
  joinery_joins_total: {
    type: 'counter',
    program: 'hub',
    labels: ['result'],
    help: 'Joins answered: "Joined", "Pending", or the reason of the refusal.',
  },
  joinery_join_token_expiry_timestamp_seconds: {
    type: 'gauge',
    program: 'hub',
    labels: ['secret'],
    help: 'When the token in this Secret expires; only tokens that may still be used.',
  },
  joinery_hub_certificate_expiry_timestamp_seconds: {
    type: 'gauge',
    program: 'hub',
    labels: [],
    help: 'When the certificate that the hub serves with expires; missing where TLS ends before the hub.',
  },
  joinery_hub_key_created_timestamp_seconds: {
    type: 'gauge',
    program: 'hub',
    labels: [],
    help: "Since when the hub's key signs.",
  },
  joinery_hub_fenced: {
    type: 'gauge',
    program: 'hub',
    labels: [],
    help: '1 while the hub serves no member because members have met a newer one.',
  },
  joinery_members: {
    type: 'gauge',
    program: 'hub',
    labels: ['state'],
    help: 'Members by state.',
  },
  joinery_member_online: {
    type: 'gauge',
    program: 'hub',
    labels: ['member'],
    help: '1 while the member is heard, 0 when it is late or offline; missing while nobody can know.',
  },
  joinery_member_last_heard_timestamp_seconds: {
    type: 'gauge',
    program: 'hub',
    labels: ['member'],
    help: 'When the member was last heard by any replica.',
  },
  joinery_member_keys_expiry_timestamp_seconds: {
    type: 'gauge',
    program: 'hub',
    labels: ['member'],
    help: "When the member's keys are due for new ones.",
  },
  joinery_member_clock_offset_seconds: {
    type: 'gauge',
    program: 'hub',
    labels: ['member'],
    help: "How far the member's clock is before the hub's.",
  },
  joinery_member_up_to_date: {
    type: 'gauge',
    program: 'hub',
    labels: ['member'],
    help: '1 when the member uses the first URL, the newest CA and hub key, and has what is desired of it.',
  },
  joinery_distributions: {
    type: 'gauge',
    program: 'hub',
    labels: ['state'],
    help: 'Distributions by the reason of their condition Ready; "WithdrawalHeld" are gone, and wait for a person.',
  },
  joinery_distribution_ready: {
    type: 'gauge',
    program: 'hub',
    labels: ['distribution'],
    help: '1 when all members have it, 0 when something is in the way; missing while it is under way.',
  },
  joinery_distribution_clusters: {
    type: 'gauge',
    program: 'hub',
    labels: ['distribution', 'state'],
    help: 'Members it is for, by how far each is.',
  },
  joinery_distribution_drifts: {
    type: 'gauge',
    program: 'hub',
    labels: ['distribution'],
    help: 'How often members put right what somebody changed, since each agent started.',
  },
  joinery_agent_joined: {
    type: 'gauge',
    program: 'agent',
    labels: [],
    help: '1 while this cluster is a member of a set.',
  },
  joinery_agent_connected: {
    type: 'gauge',
    program: 'agent',
    labels: [],
    help: '1 when the last exchange with the hub succeeded.',
  },
  joinery_agent_last_contact_timestamp_seconds: {
    type: 'gauge',
    program: 'agent',
    labels: [],
    help: 'When the hub last answered; missing until it has.',
  },
  joinery_agent_syncs_total: {
    type: 'counter',
    program: 'agent',
    labels: ['result'],
    help: 'Syncs ended: "Done", or the reason of the failure.',
  },
  joinery_agent_hold_seconds: {
    type: 'gauge',
    program: 'agent',
    labels: [],
    help: 'How long the agent asks the hub to hold a sync open.',
  },
  joinery_agent_clock_offset_seconds: {
    type: 'gauge',
    program: 'agent',
    labels: [],
    help: "How far this cluster's clock is before the hub's.",
  },
  joinery_agent_keys_expiry_timestamp_seconds: {
    type: 'gauge',
    program: 'agent',
    labels: [],
    help: "When this member's keys are due for new ones.",
  },
  joinery_agent_hub_certificate_expiry_timestamp_seconds: {
    type: 'gauge',
    program: 'agent',
    labels: [],
    help: "When the certificate of the primary's URL expires, as the agent was shown it.",
  },
  joinery_agent_parts: {
    type: 'gauge',
    program: 'agent',
    labels: ['state'],
    help: 'Distributions this member has or is to have, by how they stand.',
  },
  joinery_agent_repairs_total: {
    type: 'counter',
    program: 'agent',
    labels: [],
    help: 'Distributed objects that were changed or deleted by somebody else and put right.',
  },
} as const satisfies Record<string, MetricDefinition>;

type MetricTable = typeof metricTable;

/** Names of the metrics of a type. */
export type MetricName<Type extends MetricDefinition['type']> = {
  [Name in keyof MetricTable]: MetricTable[Name]['type'] extends Type ? Name : never;
}[keyof MetricTable];

/** The labels of a metric, each with a value. */
export type MetricLabels<Name extends keyof MetricTable> = Readonly<
  Record<MetricTable[Name]['labels'][number], string>
>;
