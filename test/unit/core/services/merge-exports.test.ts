import { describe, expect, it } from 'vitest';
import type { ExportedService } from '#validators/exported-service';
import isImportedService from '#validators/imported-service';
import { mergeExports } from '../../../../jobs/core/services/merge-exports.ts';
import { aServiceSlice, anExportedService } from '../../../builders/a-service.ts';

const old = (overrides: Partial<ExportedService> = {}) => ({
  cluster: 'edge-9',
  service: anExportedService({ createdAt: '2026-11-20T11:00:00Z', ...overrides }),
});
const young = (overrides: Partial<ExportedService> = {}) => ({
  cluster: 'edge-1',
  service: anExportedService({ slices: [aServiceSlice('10.88.1.1')], ...overrides }),
});
const port = (name: string, number: number, protocol: 'TCP' | 'UDP' = 'TCP') => ({
  name,
  protocol,
  port: number,
});

const affine = (seconds: number) =>
  ({ sessionAffinity: 'ClientIP', sessionAffinitySeconds: seconds }) as const;

describe('mergeExports()', () => {
  it('makes one service of two, with the addresses of both', () => {
    expect(mergeExports([young(), old()])).toEqual({
      namespace: 'shop',
      name: 'cart',
      type: 'ClusterSetIP',
      ports: [port('http', 80)],
      sessionAffinity: 'None',
      clusters: [
        { name: 'edge-1', slices: [aServiceSlice('10.88.1.1')] },
        { name: 'edge-9', slices: [aServiceSlice('10.88.2.7')] },
      ],
    });
  });

  it.for([
    ['TypeConflict', { type: 'Headless' }, { type: 'ClusterSetIP' }],
    [
      'SessionAffinityConflict',
      { sessionAffinity: 'ClientIP', sessionAffinitySeconds: 9 },
      { sessionAffinity: 'None' },
    ],
    ['PortConflict', { ports: [port('http', 81)] }, { ports: [port('http', 80)] }],
  ] as const)('lets the oldest decide, and tells %s', ([reason, other, outcome]) => {
    const merged = mergeExports([young({ ...other } as Partial<ExportedService>), old()]);

    expect(merged).toMatchObject(outcome);
    expect(merged.conflicts).toEqual([{ reason, message: expect.stringContaining('"edge-9"') }]);
  });

  it('tells that the time of sessionAffinity differs', () => {
    const merged = mergeExports([old(affine(10)), young(affine(20))]);

    expect(merged).toMatchObject({ sessionAffinitySeconds: 10 });
    expect(merged.conflicts).toMatchObject([{ reason: 'SessionAffinityConfigConflict' }]);
  });

  it('adds ports up, one for each name and one for each number', () => {
    const merged = mergeExports([
      old({ ports: [port('http', 80), port('dns', 53, 'UDP')] }),
      young({ ports: [port('http', 8080), port('web', 80), port('dns-tcp', 53), port('admin', 9000)] }),
    ]);

    expect(merged.ports).toEqual([
      port('http', 80),
      port('dns', 53, 'UDP'),
      port('dns-tcp', 53),
      port('admin', 9000),
    ]);
  });

  it('does not mind in which order a cluster lists its ports', () => {
    const ports = [port('a', 1), port('b', 2)];

    expect(mergeExports([old({ ports }), young({ ports: ports.toReversed() })])).not.toHaveProperty(
      'conflicts',
    );
  });

  it('lets the first name decide between two of the same second', () => {
    const { createdAt } = young().service;
    const merged = mergeExports([old({ createdAt }), young({ type: 'Headless' })]);

    expect(merged.type).toBe('Headless');
  });

  it('stays small however many clusters and addresses there are', () => {
    const slices = [aServiceSlice(...Array.from({ length: 500 }, (_, index) => `10.88.${index % 250}.1`))];
    const merged = mergeExports(
      Array.from({ length: 300 }, (_, index) => ({
        cluster: `edge-${index}`,
        service: anExportedService({ slices }),
      })),
    );

    expect(merged.clusters).toHaveLength(128);
    expect(JSON.stringify(merged).length).toBeLessThan(32_000);
    expect(isImportedService(merged)).toBe(true);
  });
});
