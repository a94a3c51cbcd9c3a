import { parseSecretData } from '../../jobs/core/kubernetes/secret-data.ts';
import { releaseNamespace } from '../builders/a-config.ts';
import { CrashPoints } from '../fakes/crash-points.ts';
import type { Fault } from './faults.ts';
import { observeEnd } from './observe-end.ts';
import { programs, type Program } from './programs.ts';
import type { World } from './world.ts';

/** An exchange that goes wrong again and again for a time. */
export interface Exchange {
  readonly title: string;
  readonly path: string;
  readonly arrange: () => Promise<World>;
  /** What runs on the secondary; two hub replicas run too, and take turns. */
  readonly program: 'agent' | 'leave';
  /** For how long it goes wrong, and how long everything goes on, in seconds. */
  readonly faultSeconds: number;
  readonly seconds: number;
}

/** What the secondary said while an exchange went wrong, and what both clusters held in the end. */
export interface PlayedFault {
  readonly during: Readonly<Record<string, string>>;
  readonly end: string;
}

/** Plays an exchange; without a fault nothing goes wrong. */
export async function playFault(exchange: Exchange, fault?: Fault): Promise<PlayedFault> {
  const world = await exchange.arrange();
  const { clock } = world.primary;
  const { hub } = world.secondary;
  const stop = new AbortController();
  const begin = async (name: keyof typeof programs, pod: string): Promise<unknown> => {
    const program: Program = programs[name];
    const run = { points: new CrashPoints(), signal: stop.signal, seed: pod, pod };
    return program(world, run).catch((error: unknown) => error);
  };
  const middle = fault?.createMiddle(clock) ?? hub.middle;
  const running = [begin('hub', 'a'), begin('hub', 'b')];
  await clock.advance(0);
  hub.middle = async (request, next, signal) =>
    request.path === exchange.path ? middle(request, next, signal) : next(request);
  running.push(begin(exchange.program, 'c'));
  await clock.advance(exchange.faultSeconds * 1000);
  const during = await readStatus(world);
  hub.middle = async (request, next) => next(request);
  await clock.advance((exchange.seconds - exchange.faultSeconds) * 1000);
  stop.abort(new Error('The time is over'));
  await Promise.all(running);
  return { during, end: await observeEnd(world) };
}

async function readStatus({ secondary }: World): Promise<Record<string, string>> {
  const ref = { namespace: releaseNamespace, name: 'mc-join-status' };
  return parseSecretData((await secondary.kubernetes.get('Secret', ref))?.data);
}
