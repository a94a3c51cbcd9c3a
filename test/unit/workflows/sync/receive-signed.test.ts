import { describe, expect, it } from 'vitest';
import { aPrimary } from '../../../builders/a-set.ts';

/** A header that names a key and proves nothing. */
const signature = `${Buffer.from('{"kid":"x"}').toString('base64url')}..`;

describe('receiveSigned()', () => {
  it.for([[''], ['.'], ['..'], ['edge/7'], ['Edge'], ['a'.repeat(64)]] as const)(
    'asks the API server for no Member "%s"',
    async ([name]) => {
      const primary = await aPrimary();
      const reads: string[] = [];
      primary.kubernetes.afterNextRead(name, async () => void reads.push(name));

      const { status } = await primary.answerer.answer({
        method: 'POST',
        path: '/v1/leave',
        headers: { 'joinery-signature': signature },
        body: Buffer.from(JSON.stringify({ name })),
      });

      expect(status).toBe(401);
      expect(reads).toEqual([]);
    },
  );
});
