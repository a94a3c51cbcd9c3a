import type { CrashPoint } from '../fakes/crash-points.ts';
import type { Scenario } from './play.ts';

/** A point at which a program is ended, in words. */
export interface NamedPoint extends CrashPoint {
  readonly name: string;
  /** Of the call, counted from 1. */
  readonly number: number;
}

/**
 * Lists the points of a run: before each call, and after each that may have changed something. After a call
 * that only looks is before the next.
 */
export function listPoints(calls: readonly string[]): NamedPoint[] {
  return calls.flatMap((name, call) => {
    const isLook = /^(get|list|watch) /.test(name);
    const moments = isLook ? (['before'] as const) : (['before', 'after'] as const);
    return moments.map((moment) => ({ name, number: call + 1, call, moment }));
  });
}

/** Renders the list for people. */
export function renderPoints(
  matrix: readonly { scenario: Scenario; points: readonly NamedPoint[] }[],
): string {
  const count = matrix.reduce((sum, { points }) => sum + points.length, 0);
  const parts = matrix.map(({ scenario: { title, victim, beside = [] }, points }) => {
    const others = beside.length === 0 ? '' : `, beside ${beside.map((name) => `\`${name}\``).join(' and ')}`;
    const lines = points
      .filter(({ moment }) => moment === 'before')
      .map(({ name, call }) => {
        const isBoth = points.some((point) => point.call === call && point.moment === 'after');
        return `1. ${isBoth ? 'before and after' : 'before'} \`${name}\``;
      });
    return `## ${title}: \`${victim}\` killed${others}\n\n${lines.join('\n')}\n`;
  });
  const head = `# Where programs are killed\n\n${count} points. At each the program is killed, begun again, and has to come to the same end.\n`;
  return [head, ...parts].join('\n');
}
