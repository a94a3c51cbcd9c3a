import { expect, it } from 'vitest';
import { Roster } from '../../../../jobs/workflows/roster/roster.ts';

const member = (resourceVersion: string) => ({
  metadata: { name: 'edge-7', namespace: 'joinery-mc', uid: 'uid-of-edge-7', resourceVersion },
});

it('does not go back when the watch tells of a version before the one just written', () => {
  const roster = new Roster();
  roster.note(member('12'));
  roster.note(member('11'));

  expect(roster.get('edge-7')).toEqual(member('12'));
});
