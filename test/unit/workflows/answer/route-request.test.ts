import { beforeEach, describe, expect, it } from 'vitest';
import { aPrimary, aSecondary, type Primary, type Secondary } from '../../../builders/a-set.ts';

let primary: Primary;
let secondary: Secondary;

async function joinWithNewToken(secretName: string): Promise<void> {
  const { token = '' } = await primary.mint(secretName);
  await secondary.giveToken({ token, 'member-name': 'edge-7' });
  await secondary.join();
}

beforeEach(async () => {
  primary = await aPrimary();
  secondary = await aSecondary(primary);
});

describe('routeRequest()', () => {
  it('counts joins that were answered', async () => {
    await joinWithNewToken('join-token-a');

    expect(await primary.metrics.render()).toContain('joinery_joins_total{result="Joined"} 1\n');
  });

  it('counts joins that wait for a person apart', async () => {
    primary = await aPrimary('primary', { approval: 'manual' });
    secondary = await aSecondary(primary);

    await joinWithNewToken('join-token-a');

    expect(await primary.metrics.render()).toContain('joinery_joins_total{result="Pending"} 1\n');
  });

  it('counts joins that were refused by the reason', async () => {
    const { token = '' } = await primary.mint('join-token-a');
    await secondary.giveToken({ token, 'member-name': 'edge-7' });
    await primary.remove('Secret', 'join-token-a');

    await secondary.join().catch(() => undefined);

    expect(await primary.metrics.render()).toContain('joinery_joins_total{result="TokenRevoked"} 1\n');
  });
});
