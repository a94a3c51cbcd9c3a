import type { Figure } from './figure.ts';
import type { MeasuredProgram } from './observe-usage.ts';
import type { Rest } from './observe-rest.ts';

const onPrimary: readonly MeasuredProgram[] = ['hub', 'apiServer', 'etcd'];
const mib = 2 ** 20;

/** What a member costs at rest: the difference between the most and none, by member. */
export function describeRest(rests: readonly Rest[]): Figure[] {
  const [none] = rests;
  const most = rests.at(-1);
  if (none === undefined || most === undefined) return [];
  const slope = (read: (rest: Rest) => number): number =>
    (read(most) - read(none)) / (most.members - none.members);
  const sum = (read: (program: Rest['programs'][MeasuredProgram]) => number) => (rest: Rest) =>
    onPrimary.reduce((total, program) => total + read(rest.programs[program]), 0);
  const each = onPrimary.flatMap((program): Figure[] => [
    {
      what: `  of it ${program}, processor`,
      value: slope(({ programs }) => programs[program].milliCpu),
      unit: 'mCPU',
    },
    {
      what: `  of it ${program}, memory`,
      value: slope(({ programs }) => programs[program].rssBytes) / mib,
      unit: 'MiB',
    },
  ]);
  return [
    {
      what: 'a member at rest, processor',
      value: slope(sum(({ milliCpu }) => milliCpu)),
      unit: 'mCPU',
      target: 0.1,
    },
    {
      what: 'a member at rest, memory',
      value: slope(sum(({ rssBytes }) => rssBytes)) / mib,
      unit: 'MiB',
      target: 0.15,
    },
    ...each,
    {
      what: 'a member in the store',
      value: slope(({ etcdBytes }) => etcdBytes) / 1024,
      unit: 'KiB',
      target: 4,
    },
    ...rests.map(({ members, writesPerMinute }) => ({
      what: `writes at rest with ${members} members`,
      value: writesPerMinute,
      unit: '/min',
    })),
    { what: 'an agent at rest, memory', value: most.programs.agent.rssBytes / mib, unit: 'MiB', target: 64 },
    { what: 'an agent at rest, processor', value: most.programs.agent.milliCpu, unit: 'mCPU', target: 1 },
  ];
}
