import { describe, expect, it } from 'vitest';
import { faults } from './faults.ts';
import { playFault, type Exchange } from './play-fault.ts';
import { aJoinedWorld, aWorldToJoin, aWorldToJoinWithCa } from './world.ts';
import { aWorldThatDistributes, aWorldWithAnOrderToRotate } from './worlds.ts';

/** A member that is told something unproved waits a minute; what a sync fails by is told after 20 seconds. */
const told: readonly Exchange[] = [
  {
    title: 'a join',
    path: '/v1/join',
    arrange: aWorldToJoin,
    program: 'agent',
    faultSeconds: 30,
    seconds: 100,
  },
  {
    title: 'the way to a CA',
    path: '/v1/ca',
    arrange: aWorldToJoinWithCa,
    program: 'agent',
    faultSeconds: 30,
    seconds: 100,
  },
  {
    title: 'a sync',
    path: '/v1/sync',
    arrange: aJoinedWorld,
    program: 'agent',
    faultSeconds: 60,
    seconds: 150,
  },
];

/** What a leave adds that does not know whether it was heard. */
const doubt = /; the primary .* could not be told and will find it offline/;

/** What was sealed was opened. */
const arrived = Buffer.from('open sesame').toString('base64');

/** Exchanges that the status says nothing about while they fail, and what stands in the end when they are done. */
const quiet: readonly (Exchange & { reaches: string })[] = [
  {
    title: 'a leave',
    path: '/v1/leave',
    arrange: aJoinedWorld,
    program: 'leave',
    faultSeconds: 0.1,
    seconds: 40,
    reaches: '"message": "This cluster left the set."',
  },
  {
    title: 'a rotation',
    path: '/v1/rotate',
    arrange: aWorldWithAnOrderToRotate,
    program: 'agent',
    faultSeconds: 30,
    seconds: 120,
    reaches: '"rotated": "monday"',
  },
  {
    title: 'a sync with parts',
    path: '/v1/sync',
    arrange: aWorldThatDistributes,
    program: 'agent',
    faultSeconds: 30,
    seconds: 120,
    reaches: arrived,
  },
  {
    title: 'a request for objects',
    path: '/v1/objects',
    arrange: aWorldThatDistributes,
    program: 'agent',
    faultSeconds: 30,
    seconds: 120,
    reaches: arrived,
  },
];

const play = async <E extends Exchange>(exchanges: readonly E[]) =>
  Promise.all(exchanges.map(async (exchange) => ({ exchange, undisturbed: await playFault(exchange) })));

describe.concurrent.for(await play(told))('$exchange.title', ({ exchange, undisturbed }) => {
  it.concurrent.for(faults)('that is $title says $reason, and ends the same', async (fault) => {
    const { during, end } = await playFault(exchange, fault);

    expect(during).toMatchObject({ reason: fault.reason });
    expect(end).toBe(undisturbed.end);
  });
});

describe.concurrent.for(await play(quiet))('$exchange.title', ({ exchange, undisturbed }) => {
  it('comes to its end when nothing goes wrong', () => {
    expect(undisturbed.end).toContain(exchange.reaches);
  });

  it.concurrent.for(faults)('that is $title ends the same on both sides', async (fault) => {
    const { end } = await playFault(exchange, fault);

    expect(end.replace(doubt, '')).toBe(undisturbed.end);
  });
});
