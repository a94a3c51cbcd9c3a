import { describe, expect, it } from 'vitest';
import { joinBeforeDeadline } from '../../../../jobs/workflows/join/join-before-deadline.ts';
import { aSecondaryConfig } from '../../../builders/a-config.ts';
import { aPrimary, aSecondary, type Primary, type Secondary } from '../../../builders/a-set.ts';

const { join } = aSecondaryConfig();

function start(secondary: Secondary): Promise<unknown> {
  const { signal } = new AbortController();
  return joinBeforeDeadline(secondary.ports, secondary.config, signal).catch((error: unknown) => error);
}

async function aPair(
  onUnreachable: 'fail' | 'continue' = 'fail',
): Promise<{ primary: Primary; secondary: Secondary }> {
  const primary = await aPrimary();
  const secondary = await aSecondary(primary, { config: { join: { ...join, onUnreachable } } });
  const { token = '' } = await primary.mint('join-token-a');
  await secondary.giveToken({ token, endpoint: 'https://away.example.com' });
  return { primary, secondary };
}

describe('joinBeforeDeadline()', () => {
  it('joins when the hub comes in time', async () => {
    const { primary, secondary } = await aPair();
    const outcome = start(secondary);
    await primary.clock.advance(60_000);
    secondary.hub.route('https://away.example.com', () => primary.answerer);

    await primary.clock.advance(4000);

    expect(await outcome).toMatchObject({ step: 'join' });
  });

  it('fails when the hub does not come in time', async () => {
    const { primary, secondary } = await aPair();

    const outcome = start(secondary);
    await primary.clock.advance(120_000);

    expect(await outcome).toMatchObject({ code: 'JOINERY_DEADLINE_PASSED' });
    expect(await secondary.readStatus()).toMatchObject({ status: 'Joining', reason: 'HubUnreachable' });
  });

  it('goes on without the hub when the release says so', async () => {
    const { primary, secondary } = await aPair('continue');

    const outcome = start(secondary);
    await primary.clock.advance(120_000);

    expect(await outcome).toBeUndefined();
  });

  it('fails at once when the hub says no, whatever the release says of one that is away', async () => {
    const { primary, secondary } = await aPair('continue');
    secondary.hub.route('https://away.example.com', () => primary.answerer);
    await primary.remove('Secret', 'join-token-a');

    expect(await start(secondary)).toMatchObject({ code: 'JOINERY_TOKEN_REVOKED' });
  });

  it('is done at once without a join Secret', async () => {
    const secondary = await aSecondary(await aPrimary());

    expect(await start(secondary)).toMatchObject({ step: 'wait' });
  });
});
