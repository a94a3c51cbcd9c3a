import { describe, expect, it } from 'vitest';
import { KubernetesUnreachable } from '../../jobs/ports/kubernetes-errors.ts';
import { CrashPoints } from '../fakes/crash-points.ts';
import type { FakeKubernetesApi } from '../fakes/fake-kubernetes-api.ts';
import { observeEnd } from './observe-end.ts';
import { programs } from './programs.ts';
import { aJoinedWorld, aWorldToJoin, type World } from './world.ts';

/** How long an API server is in trouble, and how long everything goes on, in seconds. */
const troubleSeconds = 40;
const seconds = 150;

type Trouble = (kubernetes: FakeKubernetesApi) => void;

const none: Trouble = () => undefined;

const troubles: readonly (readonly [string, Trouble])[] = [
  ['does not answer', (kubernetes) => kubernetes.goAway()],
  [
    'has no space left',
    (kubernetes) =>
      kubernetes.failWritesBy(
        new KubernetesUnreachable({
          action: 'write',
          found: 'answered 500 (etcdserver: mvcc: database space exceeded)',
        }),
      ),
  ],
];

const sides = ['primary', 'secondary'] as const;

const worlds = [
  ['a cluster joins', aWorldToJoin],
  ['a member is in touch', aJoinedWorld],
] as const;

const table = worlds.flatMap(([what, arrange]) =>
  sides.flatMap((side) => troubles.map(([how, trouble]) => ({ what, arrange, side, how, trouble }))),
);

async function play(
  arrange: () => Promise<World>,
  side: (typeof sides)[number],
  trouble: Trouble,
): Promise<string> {
  const world = await arrange();
  const { clock } = world.primary;
  const { kubernetes } = world[side];
  const stop = new AbortController();
  const run = { points: new CrashPoints(), signal: stop.signal };
  trouble(kubernetes);
  const ended = [
    programs.hub(world, { ...run, seed: 'hub', pod: 'hub' }).catch((error: unknown) => error),
    programs.agent(world, { ...run, seed: 'agent', pod: 'agent' }).catch((error: unknown) => error),
  ];
  await clock.advance(troubleSeconds * 1000);
  kubernetes.recover();
  await clock.advance((seconds - troubleSeconds) * 1000);
  stop.abort('over');
  expect(await Promise.all(ended)).toEqual(['over', 'over']);
  return observeEnd(world);
}

describe('an API server', () => {
  it.concurrent.for(table)(
    'of the $side that $how while $what changes nothing for good',
    async ({ arrange, side, trouble }) => {
      const [disturbed, undisturbed] = await Promise.all([
        play(arrange, side, trouble),
        play(arrange, side, none),
      ]);

      expect(disturbed).toBe(undisturbed);
    },
  );
});
