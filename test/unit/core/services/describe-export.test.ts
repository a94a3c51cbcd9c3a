import { describe, expect, it } from 'vitest';
import { describeExport } from '../../../../jobs/core/services/describe-export.ts';
import { anExportedService, anImportedService } from '../../../builders/a-service.ts';

const now = new Date('2026-11-20T12:00:00Z');
const facts = { judged: { exported: anExportedService() }, leftOut: '', taken: undefined, now };

const words = (conditions: ReturnType<typeof describeExport>) =>
  conditions.map(({ type, status, reason }) => `${type} ${status} ${reason}`);

describe('describeExport()', () => {
  it.for([
    ['not taken up yet', {}, ['Valid True Valid', 'Ready False Pending']],
    [
      'taken up',
      { taken: anImportedService() },
      ['Valid True Valid', 'Ready True Exported', 'Conflict False NoConflicts'],
    ],
    [
      'of something without a Service',
      { judged: { invalid: 'NoService', message: 'x' } },
      ['Valid False NoService', 'Ready False Failed'],
    ],
    ['nobody can reach', { judged: { unreachable: 'x' } }, ['Valid True Valid', 'Ready False Failed']],
    ['there is no room for', { leftOut: 'x' }, ['Valid True Valid', 'Ready False Failed']],
  ] as const)('describes an export %s', ([, over, expected]) => {
    expect(words(describeExport([], { ...facts, ...over }))).toEqual(expected);
  });

  it('names all conflicts', () => {
    const conflicts = ['PortConflict', 'TypeConflict'].map((reason) => ({
      reason,
      message: `About ${reason}.`,
    }));
    const [, , conflict] = describeExport([], { ...facts, taken: anImportedService({ conflicts }) });

    expect(conflict).toMatchObject({
      status: 'True',
      reason: 'PortConflict,TypeConflict',
      message: 'About PortConflict. About TypeConflict.',
    });
  });

  it('moves the time of a condition only with its status', () => {
    const before = describeExport([], facts);
    const after = describeExport(before, {
      ...facts,
      taken: anImportedService(),
      now: new Date('2026-11-20T13:00:00Z'),
    });

    expect(after.map(({ lastTransitionTime }) => lastTransitionTime)).toEqual([
      '2026-11-20T12:00:00Z',
      '2026-11-20T13:00:00Z',
      '2026-11-20T13:00:00Z',
    ]);
  });
});
