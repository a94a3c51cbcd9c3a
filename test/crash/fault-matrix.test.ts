import { describe, expect, it } from 'vitest';
import { faults } from './faults.ts';
import { playFault, type Exchange } from './play-fault.ts';
import { aJoinedWorld, aWorldToJoin, aWorldToJoinWithCa } from './world.ts';

/** A member that is told something unproved waits a minute; what a heartbeat fails by is told after three. */
const exchanges: readonly Exchange[] = [
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
    title: 'a heartbeat',
    path: '/v1/heartbeat',
    arrange: aJoinedWorld,
    program: 'agent',
    faultSeconds: 200,
    seconds: 300,
  },
];

const matrix = await Promise.all(
  exchanges.map(async (exchange) => ({ exchange, undisturbed: await playFault(exchange) })),
);

describe.for(matrix)('$exchange.title', ({ exchange, undisturbed }) => {
  it.concurrent.for(faults)('that is $title says $reason, and ends the same', async (fault) => {
    const { during, end } = await playFault(exchange, fault);

    expect(during).toMatchObject({ reason: fault.reason });
    expect(end).toBe(undisturbed.end);
  });
});

const leave: Exchange = {
  title: 'a leave',
  path: '/v1/leave',
  arrange: aJoinedWorld,
  program: 'leave',
  faultSeconds: 0.1,
  seconds: 40,
};

/** What a leave adds that does not know whether it was heard. */
const doubt = /; the primary .* could not be told and will find it offline/;

describe('a leave', () => {
  it.concurrent.for(faults)('whose first request is $title ends the same on both sides', async (fault) => {
    const [undisturbed, disturbed] = await Promise.all([playFault(leave), playFault(leave, fault)]);

    expect(undisturbed.end).toContain('"message": "This cluster left the set."');
    expect(disturbed.end.replace(doubt, '')).toBe(undisturbed.end);
  });
});
