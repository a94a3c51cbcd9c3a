import { describe, expect, it } from 'vitest';
import { demote } from '../../../jobs/app/demote.ts';
import { Stopped } from '../../../jobs/app/program.ts';
import { aPrimaryConfig } from '../../builders/a-config.ts';
import { createRecordingLogger } from '../../fakes/recording-logger.ts';

const good = JSON.stringify(aPrimaryConfig());

describe('demote', () => {
  it.for([
    ['without a configuration', {}, 'JOINERY_CONFIG_INVALID'],
    ['with that of another version', { JOINERY_CONFIG: '{}' }, 'JOINERY_CONFIG_INVALID'],
    ['without a ServiceAccount', { JOINERY_CONFIG: good }, 'this is no pod'],
  ] as const)('lets the uninstall go on %s, and logs why', async ([, environment, cause]) => {
    const logger = createRecordingLogger();

    const { summary } = await demote({ environment, signal: new AbortController().signal, logger });

    expect(summary).toMatch(/^[A-Z].*: .*\.$/s);
    expect(logger.lines.join('')).toContain(cause);
  });

  it('is to run again when it was stopped from outside', async () => {
    const logger = createRecordingLogger();
    const signal = AbortSignal.abort(new Stopped());

    await expect(demote({ environment: {}, signal, logger })).rejects.toThrow(Stopped);
  });
});
