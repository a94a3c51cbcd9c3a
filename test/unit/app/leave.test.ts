import { describe, expect, it } from 'vitest';
import { leave } from '../../../jobs/app/leave.ts';
import { Stopped } from '../../../jobs/app/program.ts';
import { aSecondaryConfig } from '../../builders/a-config.ts';
import { createRecordingLogger } from '../../fakes/recording-logger.ts';

const good = JSON.stringify(aSecondaryConfig());

describe('leave', () => {
  it.for([
    ['without a configuration', {}, 'JOINERY_CONFIG_INVALID'],
    ['with that of another version', { JOINERY_CONFIG: '{}' }, 'JOINERY_CONFIG_INVALID'],
    ['without a ServiceAccount', { JOINERY_CONFIG: good }, 'this is no pod'],
  ] as const)('lets the uninstall go on %s, and logs why', async ([, environment, cause]) => {
    const logger = createRecordingLogger();

    const { summary } = await leave({ environment, signal: new AbortController().signal, logger });

    expect(summary).toMatch(/^[A-Z].*: .*\.$/s);
    expect(logger.lines.join('')).toContain(cause);
  });

  it('is to run again when it was stopped from outside', async () => {
    const logger = createRecordingLogger();
    const signal = AbortSignal.abort(new Stopped());

    await expect(leave({ environment: {}, signal, logger })).rejects.toThrow(Stopped);
  });
});
