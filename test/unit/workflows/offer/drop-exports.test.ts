import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dropExports } from '../../../../jobs/workflows/offer/drop-exports.ts';
import { anOfferingSet } from '../../../builders/an-offering-set.ts';

let set: Awaited<ReturnType<typeof anOfferingSet>>;
let stop: AbortController;
let ended: Promise<unknown>;

beforeEach(async () => {
  set = await anOfferingSet();
  stop = new AbortController();
  ended = dropExports(set.primary.ports, set.primary.hub, stop.signal).catch((error: unknown) => error);
  set.offer({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'colours', namespace: 'shop' },
    data: { sky: 'blue' },
  });
  await set.settle();
  await set.end();
});

afterEach(async () => {
  stop.abort(new Error('stopped'));
  await ended;
});

describe('dropExports()', () => {
  it('deletes what a member had offered that leaves, and says no more of it', async () => {
    const before = await set.kept();

    await set.secondary.leave();
    await set.primary.clock.advance(0);

    const status = await set.readStatus();
    expect([before.length, (await set.kept()).length]).toEqual([1, 0]);
    expect(status?.exports).toBeUndefined();
    expect(status?.conditions?.map(({ type }) => type)).not.toContain('Exports');
  });

  it('tries again when something is in the way', async () => {
    set.primary.objects.forbidden.add('delete ConfigMap');
    await set.secondary.leave();
    await set.primary.clock.advance(0);

    set.primary.objects.forbidden.clear();
    await set.primary.clock.advance(30_000);

    expect(await set.kept()).toEqual([]);
  });
});
