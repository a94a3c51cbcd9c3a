import { describe, expect, it } from 'vitest';
import { doctor } from '../../../jobs/app/doctor.ts';
import { createRecordingLogger } from '../../fakes/recording-logger.ts';

const { signal } = new AbortController();
const logger = createRecordingLogger();

describe('doctor', () => {
  it.for([
    ['nothing', undefined],
    ['no release', JSON.stringify({ ignore: [], thorough: false })],
    ['a key too many', JSON.stringify({ ignore: [], thorough: false, tertiary: {} })],
  ] as const)('refuses %s for a configuration', async ([, config]) => {
    const environment = { JOINERY_CONFIG: config };

    await expect(doctor({ environment, signal, logger })).rejects.toMatchObject({
      code: 'JOINERY_CONFIG_INVALID',
    });
  });
});
