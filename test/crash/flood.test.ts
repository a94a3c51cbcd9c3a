import { beforeAll, describe, expect, it } from 'vitest';
import type { HubRequest } from '../../jobs/ports/hub-transport.ts';
import type { Hub } from '../../jobs/workflows/hub/hub.ts';
import { endpoint } from '../builders/a-config.ts';
import { aJoinedSet } from '../builders/a-set.ts';
import { found } from '../builders/found.ts';

const requestCount = 10_000;
/** So many at once, and so many in a second. */
const batch = 50;
const perSecond = 1000;

/** What strangers send, by how it is made from a request that was recorded and the number of this one. */
const strangers: readonly ((recorded: HubRequest, number: number) => Partial<HubRequest>)[] = [
  ({ headers }) => ({ headers: { ...headers, 'joinery-token-proof': 'wrong' } }),
  ({ headers }, number) => ({
    headers: { ...headers, 'joinery-token-id': number.toString(16).padStart(12, '0') },
  }),
  ({ headers }) => {
    const signature = found(headers['joinery-signature']);
    return { ...aLeave('edge-7'), headers: { 'joinery-signature': `${signature.slice(0, -8)}AAAAAAAA` } };
  },
  ({ headers }, number) => ({ ...aLeave(`edge-${number}`), headers }),
  (_, number) => ({ ...aLeave('edge-7'), headers: { 'joinery-signature': `garbage-${number}` } }),
  ({ headers }) => {
    const signature = found(headers['joinery-signature']);
    return { ...aSync('edge-7'), headers: { 'joinery-signature': `${signature.slice(0, -8)}AAAAAAAA` } };
  },
  ({ headers }, number) => ({ ...aSync(`edge-${number}`), headers }),
  (_, number) => ({ ...aSync('edge-7'), headers: { 'joinery-signature': `garbage-${number}` } }),
];

function aLeave(name: string): Partial<HubRequest> {
  return { path: '/v1/leave', body: Buffer.from(JSON.stringify({ name })) };
}

function aSync(name: string): Partial<HubRequest> {
  const digest = 'A'.repeat(43);
  const instance = 'b7a1c0de-0000-4000-8000-000000000004';
  const said = { sequence: 1, holdSeconds: 10, epoch: 0, hubKey: digest, desired: '', reportDigest: digest };
  return { path: '/v1/sync', body: Buffer.from(JSON.stringify({ name, instance, ...said })) };
}

describe('10,000 requests with bad signatures', () => {
  const statuses = new Set<number>();
  let lines: string[];
  let dumps: string[];
  let remembered: number[][];

  beforeAll(async () => {
    const { primary, secondary } = await aJoinedSet();
    const recorded = found(secondary.hub.sent.find(({ path }) => path === '/v1/join'));
    const linesBefore = primary.logger.lines.length;
    const dump = primary.kubernetes.dump();
    const count = ({ roster, board, polls, given }: Hub): number[] => {
      const heard = board.tell(primary.clock.now()).words.size;
      return [roster.count, heard, polls.count, given.size];
    };
    const before = count(primary.hub);
    for (let number = 0; number < requestCount; number += batch) {
      const answers = await Promise.all(
        Array.from({ length: batch }, async (_, index) => {
          const stranger = found(strangers[index % strangers.length]);
          const request = { ...recorded, endpoint, ...stranger(recorded, number + index) };
          return primary.answerer.answer(request);
        }),
      );
      for (const { status } of answers) statuses.add(status);
      if (number % perSecond === 0) await primary.clock.leap(1000);
    }
    lines = primary.logger.lines.slice(linesBefore);
    dumps = [dump, primary.kubernetes.dump()];
    remembered = [before, count(primary.hub)];
  });

  it('are all refused', () => {
    expect([...statuses]).toEqual([401]);
  });

  it('leave one line a second for each way to be refused, which counts the others', () => {
    const told = lines.map((line) => JSON.parse(line) as { leftOut?: number });
    const seconds = requestCount / perSecond;

    expect(lines.length).toBeLessThanOrEqual(2 * (seconds + 1));
    expect(told.reduce((sum, { leftOut = 0 }) => sum + 1 + leftOut, 0)).toBeGreaterThan(
      requestCount - 2 * perSecond,
    );
  });

  it('are not remembered', () => {
    expect(remembered[1]).toEqual(remembered[0]);
  });

  it('write nothing into the cluster, no Event either', () => {
    expect(dumps[1]).toBe(dumps[0]);
  });
});
