import { CrashPoints, type Call, type CrashPoint } from '../fakes/crash-points.ts';
import { hideDrawn, observeEnd } from './observe-end.ts';
import { programs, type Program } from './programs.ts';
import type { World } from './world.ts';

/** One program that is ended at each of its calls, in a world where others may run beside it. */
export interface Scenario {
  /** What happens, in words. */
  readonly title: string;
  readonly arrange: () => Promise<World>;
  /** The program that is ended, and begun again at once. */
  readonly victim: keyof typeof programs;
  /** What runs beside it from before it begins. */
  readonly beside?: readonly (keyof typeof programs)[];
  /** How long it all goes on; a Job ends by itself before that. */
  readonly seconds: number;
  /** What stands in the end in one of the two clusters. */
  readonly reaches: string | RegExp;
}

/** What a run came to. */
export interface Played {
  /** What the victim asked of the outside until it ended for the first time. */
  readonly calls: readonly Call[];
  readonly wasKilled: boolean;
  /** What both clusters hold in the end. */
  readonly end: string;
}

/** Programs that run until they are told to stop. */
const controllers = new Set<keyof typeof programs>(['hub', 'agent']);

/** Plays a scenario; with `at` the victim ends there once. */
export async function play(scenario: Scenario, at?: CrashPoint): Promise<Played> {
  const world = await scenario.arrange();
  const stop = new AbortController();
  let begun = 0;
  const begin = async (
    name: keyof typeof programs,
    { points, pod }: { points: CrashPoints; pod: string },
  ): Promise<unknown> => {
    begun += 1;
    const program: Program = programs[name];
    const run = program(world, { points, signal: stop.signal, seed: `${name} ${begun}`, pod });
    const failure = await run.then(
      () => undefined,
      (error: unknown) => error,
    );
    return controllers.has(name) && failure === stop.signal.reason ? undefined : failure;
  };
  const beside = (scenario.beside ?? []).map(async (name) =>
    begin(name, { points: new CrashPoints(), pod: `${name}-beside` }),
  );
  const pod = `${scenario.victim}-killed`;
  const points = new CrashPoints(at);
  let isBegunAgain = false;
  const again = async (): Promise<unknown> => {
    isBegunAgain = true;
    return begin(scenario.victim, { points: new CrashPoints(), pod });
  };
  const victim = Promise.race([begin(scenario.victim, { points, pod }), points.crashed.then(again)]);
  await world.primary.clock.advance(scenario.seconds * 1000);
  const calls = points.calls.map((call) => ({ ...call, name: hideDrawn(call.name) }));
  stop.abort(new Error('The scenario is over'));
  const failures = (await Promise.all([...beside, victim])).filter((failure) => failure !== undefined);
  if (failures.length > 0) throw new AggregateError(failures, 'A program failed');
  return { calls, wasKilled: isBegunAgain, end: await observeEnd(world) };
}
