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

  it('says that the set is not dissolved when it could not be', async () => {
    const environment = { JOINERY_CONFIG: JSON.stringify(aPrimaryConfig({ uninstallMembers: 'release' })) };
    const context = { environment, signal: new AbortController().signal, logger: createRecordingLogger() };

    const { summary } = await demote(context);

    expect(summary).toMatch(
      /^The set is not dissolved altogether, which the next install makes up for: .*\.$/s,
    );
  });

  it('is to run again when it was stopped from outside', async () => {
    const logger = createRecordingLogger();
    const signal = AbortSignal.abort(new Stopped());

    await expect(demote({ environment: {}, signal, logger })).rejects.toThrow(Stopped);
  });
});
