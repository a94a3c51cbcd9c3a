import { describe, expect, it } from 'vitest';
import { Turnstile } from '../../../../jobs/workflows/answer/turnstile.ts';

const { signal } = new AbortController();

/** Work that ends when it is told to. */
function work() {
  const { promise, resolve } = Promise.withResolvers<string>();
  return { start: async () => promise, end: () => resolve('done') };
}

/** A turnstile with all places taken. */
function aFullTurnstile() {
  const turnstile = new Turnstile();
  const inside = Array.from({ length: 64 }, () => work());
  const passed = inside.map(async ({ start }) => turnstile.pass(signal, start));
  return { turnstile, inside, passed };
}

describe('Turnstile', () => {
  it('lets the next in when one leaves, in the order they came', async () => {
    const { turnstile, inside } = aFullTurnstile();
    const order: string[] = [];
    const waiting = ['first', 'second'].map(async (name) =>
      turnstile.pass(signal, async () => void order.push(name)),
    );

    inside[0]?.end();
    inside[1]?.end();
    await Promise.all(waiting);

    expect(order).toEqual(['first', 'second']);
  });

  it('passes the turn on when somebody does not wait any more', async () => {
    const { turnstile, inside } = aFullTurnstile();
    const gone = new AbortController();
    const first = turnstile.pass(gone.signal, async () => 'first');
    const second = turnstile.pass(signal, async () => 'second');

    gone.abort();
    inside[0]?.end();

    await expect(first).rejects.toMatchObject({ code: 'JOINERY_HUB_BUSY' });
    expect(await second).toBe('second');
  });

  it('keeps no place taken by work that failed', async () => {
    const { turnstile, inside, passed } = aFullTurnstile();
    const failed = turnstile.pass(signal, async () => {
      throw new Error('a bug');
    });
    for (const { end } of inside) end();
    await Promise.all(passed);
    await expect(failed).rejects.toThrow('a bug');

    const again = await Promise.all(
      Array.from({ length: 64 }, async () => turnstile.pass(signal, async () => 1)),
    );

    expect(again).toHaveLength(64);
  });
});
