import type { MetricLabels, metricTable } from '../../jobs/core/metrics/metric-table.ts';

/** A time series as promtool takes it: one value for each minute. */
interface Series {
  readonly series: string;
  readonly values: string;
}

/** When an alert fires, and when, with almost the same numbers, it does not. */
export interface AlertSituation {
  readonly alert: string;
  readonly program: 'hub' | 'agent';
  /** When it is looked at, counted from the first value. */
  readonly after: string;
  readonly fires: { readonly title: string; readonly series: readonly Series[] };
  readonly rests: { readonly title: string; readonly series: readonly Series[] };
  /** Labels of the alert beside namespace and severity. */
  readonly labels?: Readonly<Record<string, string>>;
}

const day = 86_400;
const hub = aSeries('joinery_build_info', { program: 'hub', version: '0.1.0' }, '1x200');
const agent = aSeries('joinery_build_info', { program: 'agent', version: '0.1.0' }, '1x200');
const member = { member: 'edge-7' };
const colours = { distribution: 'colours' };

/** A series of the release under test, as one of its pods has it. */
function aSeries<Name extends keyof typeof metricTable>(
  name: Name,
  labels: MetricLabels<Name>,
  values: string,
  { pod = 'a', namespace = 'apps' } = {},
): Series {
  const all = Object.entries<string>({ namespace, pod, ...(labels as Readonly<Record<string, string>>) });
  return { series: `${name}{${all.map(([label, text]) => `${label}="${text}"`).join(', ')}}`, values };
}

export const alertSituations: readonly AlertSituation[] = [
  {
    alert: 'JoineryHubDown',
    program: 'hub',
    after: '20m',
    fires: {
      title: 'only the hub of another release is there',
      series: [
        aSeries('joinery_build_info', { program: 'hub', version: '0.1.0' }, '1x200', { namespace: 'other' }),
      ],
    },
    rests: { title: 'the hub is there', series: [hub] },
  },
  {
    alert: 'JoineryHubFenced',
    program: 'hub',
    after: '1m',
    fires: {
      title: 'one replica is fenced',
      series: [
        hub,
        aSeries('joinery_hub_fenced', {}, '0x5'),
        aSeries('joinery_hub_fenced', {}, '1x5', { pod: 'b' }),
      ],
    },
    rests: { title: 'none is', series: [hub, aSeries('joinery_hub_fenced', {}, '0x5')] },
  },
  {
    alert: 'JoineryHubBusy',
    program: 'hub',
    after: '20m',
    fires: {
      title: 'requests are refused for many minutes',
      series: [hub, aSeries('joinery_hub_requests_total', { path: '/v1/sync', code: '429' }, '0+6x20')],
    },
    rests: {
      title: 'they were refused for a moment',
      series: [hub, aSeries('joinery_hub_requests_total', { path: '/v1/sync', code: '429' }, '0 60x20')],
    },
  },
  {
    alert: 'JoineryHubCertificateExpiring',
    program: 'hub',
    after: '2h',
    fires: {
      title: 'less than a week is left',
      series: [hub, aSeries('joinery_hub_certificate_expiry_timestamp_seconds', {}, `${7 * day}x200`)],
    },
    rests: {
      title: 'more is left',
      series: [hub, aSeries('joinery_hub_certificate_expiry_timestamp_seconds', {}, `${8 * day}x200`)],
    },
  },
  {
    alert: 'JoineryJoinRefusalsHigh',
    program: 'hub',
    after: '20m',
    fires: {
      title: 'two joins a minute are refused',
      series: [hub, aSeries('joinery_joins_total', { result: 'TokenSpent' }, '0+2x20')],
    },
    rests: {
      title: 'one a minute is refused and many succeed',
      series: [
        hub,
        aSeries('joinery_joins_total', { result: 'TokenSpent' }, '0+1x20'),
        aSeries('joinery_joins_total', { result: 'Joined' }, '0+50x20'),
        aSeries('joinery_joins_total', { result: 'Pending' }, '0+50x20'),
      ],
    },
    labels: { result: 'TokenSpent' },
  },
  {
    alert: 'JoineryMemberOffline',
    program: 'hub',
    after: '10m',
    fires: {
      title: 'no replica hears the member',
      series: [
        hub,
        aSeries('joinery_member_online', member, '0x10'),
        aSeries('joinery_member_online', member, '0x10', { pod: 'b' }),
        aSeries('joinery_member_online', { member: 'edge-8' }, '1x10'),
      ],
    },
    rests: {
      title: 'one of two replicas hears it',
      series: [
        hub,
        aSeries('joinery_member_online', member, '0x10'),
        aSeries('joinery_member_online', member, '1x10', { pod: 'b' }),
      ],
    },
    labels: member,
  },
  {
    alert: 'JoineryMemberClockOff',
    program: 'hub',
    after: '20m',
    fires: {
      title: 'the clock is more than a minute behind',
      series: [hub, aSeries('joinery_member_clock_offset_seconds', member, '-61x20')],
    },
    rests: {
      title: 'it is less than a minute before',
      series: [hub, aSeries('joinery_member_clock_offset_seconds', member, '59x20')],
    },
    labels: member,
  },
  {
    alert: 'JoineryMemberKeysExpiring',
    program: 'hub',
    after: '2h',
    fires: {
      title: 'less than a week is left',
      series: [hub, aSeries('joinery_member_keys_expiry_timestamp_seconds', member, `${7 * day}x200`)],
    },
    rests: {
      title: 'one replica has heard of new keys',
      series: [
        hub,
        aSeries('joinery_member_keys_expiry_timestamp_seconds', member, `${7 * day}x200`),
        aSeries('joinery_member_keys_expiry_timestamp_seconds', member, `${90 * day}x200`, { pod: 'b' }),
      ],
    },
    labels: member,
  },
  {
    alert: 'JoineryMemberNotUpToDate',
    program: 'hub',
    after: '2h',
    fires: {
      title: 'the member has not followed for long',
      series: [hub, aSeries('joinery_member_up_to_date', member, '0x200')],
    },
    rests: {
      title: 'it followed within the hour',
      series: [hub, aSeries('joinery_member_up_to_date', member, '0x50 1x150')],
    },
    labels: member,
  },
  {
    alert: 'JoineryDistributionFailing',
    program: 'hub',
    after: '20m',
    fires: {
      title: 'it failed somewhere',
      series: [hub, aSeries('joinery_distribution_ready', colours, '0x20')],
    },
    rests: {
      title: 'it is under way, again and again',
      series: [hub, aSeries('joinery_distribution_ready', colours, '0x5 stale stale 0x5 1x10')],
    },
    labels: colours,
  },
  {
    alert: 'JoineryWithdrawalHeld',
    program: 'hub',
    after: '20m',
    fires: {
      title: 'some are held',
      series: [hub, aSeries('joinery_distributions', { state: 'WithdrawalHeld' }, '3x20')],
    },
    rests: {
      title: 'all are there',
      series: [hub, aSeries('joinery_distributions', { state: 'Applied' }, '3x20')],
    },
  },
  {
    alert: 'JoineryAgentDown',
    program: 'agent',
    after: '20m',
    fires: { title: 'only a hub is there', series: [hub] },
    rests: {
      title: 'the agent restarts',
      series: [
        aSeries('joinery_build_info', { program: 'agent', version: '0.1.0' }, '1x14 stale stale 1x10'),
      ],
    },
  },
  {
    alert: 'JoineryAgentNotJoined',
    program: 'agent',
    after: '1h',
    fires: {
      title: 'it has not joined for long',
      series: [agent, aSeries('joinery_agent_joined', {}, '0x100')],
    },
    rests: {
      title: 'it joined after some minutes',
      series: [agent, aSeries('joinery_agent_joined', {}, '0x20 1x80')],
    },
  },
  {
    alert: 'JoineryAgentDisconnected',
    program: 'agent',
    after: '10m',
    fires: {
      title: 'a member has no answer',
      series: [
        agent,
        aSeries('joinery_agent_joined', {}, '1x10'),
        aSeries('joinery_agent_connected', {}, '0x10'),
      ],
    },
    rests: {
      title: 'it is not a member yet',
      series: [
        agent,
        aSeries('joinery_agent_joined', {}, '0x10'),
        aSeries('joinery_agent_connected', {}, '0x10'),
      ],
    },
  },
  {
    alert: 'JoineryHubCertificateExpiring',
    program: 'agent',
    after: '2h',
    fires: {
      title: 'less than a week is left',
      series: [
        agent,
        aSeries('joinery_agent_hub_certificate_expiry_timestamp_seconds', {}, `${7 * day}x200`),
      ],
    },
    rests: {
      title: 'more is left',
      series: [
        agent,
        aSeries('joinery_agent_hub_certificate_expiry_timestamp_seconds', {}, `${8 * day}x200`),
      ],
    },
  },
];
