import { describe, expect, it } from 'vitest';
import { buildHeardLeases, parseHeardLease } from '../../../../jobs/core/presence/heard-lease.ts';

const namespace = 'joinery-mc';

function aReport(count: number) {
  const words = Array.from(
    { length: count },
    (_, at) =>
      [
        `cluster-${at}`,
        { atMs: 1_795_176_000_000 + at * 1001, holdSeconds: 10, instance: 'b7a1c0de' },
      ] as const,
  );
  const atMs = Date.parse('2026-11-20T12:00:00.250Z');
  const refused = new Map([['cluster-0', atMs - 1000]].slice(0, count) as [string, number][]);
  return { replica: 'hub-7d9-x', sinceMs: atMs - 60_000, atMs, words: new Map(words), refused };
}

describe('buildHeardLeases()', () => {
  it.for([
    [0, 1],
    [1, 1],
    [1000, 1],
    [1001, 2],
  ] as const)('tells of %i members in %i Leases that are read back the same', ([members, count]) => {
    const report = aReport(members);

    const leases = buildHeardLeases(report, namespace);

    const read = leases.map((lease) => parseHeardLease(lease));
    expect(leases).toHaveLength(count);
    expect(new Map(read.flatMap((part) => [...(part?.words ?? [])]))).toEqual(report.words);
    expect(read[0]?.refused).toEqual(report.refused);
    expect(read[0]).toMatchObject({ replica: report.replica, sinceMs: report.sinceMs, atMs: report.atMs });
  });

  it('stays far below the 256 KiB of annotations with the longest names, all of them refused', () => {
    const word = { atMs: 1_795_176_000_000, holdSeconds: 50, instance: 'b7a1c0de' };
    const words = Array.from({ length: 1000 }, (_, at) => [String(at).padStart(63, 'x'), word] as const);

    const refused = new Map(words.map(([name, { atMs }]) => [name, atMs]));

    const [lease] = buildHeardLeases({ ...aReport(0), words: new Map(words), refused }, namespace);

    expect(JSON.stringify(lease).length).toBeLessThan(224 * 1024);
  });
});

describe('parseHeardLease()', () => {
  const [lease] = buildHeardLeases(aReport(2), namespace);
  const told = (text: string) => ({ ...lease, metadata: { annotations: { 'joinery.dev/heard': text } } });

  it.for([
    ['no Lease of a hub', { metadata: {} }],
    ['no time', { ...lease, metadata: lease?.metadata ?? {}, spec: { holderIdentity: 'x' } }],
    ['no JSON', told('{')],
    ['a list of nothing', told('null')],
  ] as const)('reads nothing from %s', ([, document]) => {
    expect(parseHeardLease(document)).toBeUndefined();
  });

  it('leaves out a word that was edited, and keeps the others', () => {
    const report = parseHeardLease(told('{"a":[1,10,"b7a1c0de"],"b":"now","c":[1,"10",""]}'));

    expect([...(report?.words.keys() ?? [])]).toEqual(['a']);
  });

  it('takes a Lease of an earlier version, which says of nobody that it is refused', () => {
    expect(parseHeardLease(told('{}'))?.refused).toEqual(new Map());
  });
});
