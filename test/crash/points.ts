import type { Call, CrashPoint } from '../fakes/crash-points.ts';
import type { Scenario } from './play.ts';

/** A point at which a program is ended, in words. */
export interface NamedPoint extends CrashPoint {
  readonly name: string;
  /** Of the call, counted from 1. */
  readonly number: number;
}

/**
 * Lists the points of a run: before and after each call that may change something. A program killed at a call
 * that only looks has done no more and no less than one killed after the change before that.
 */
export function listPoints(calls: readonly Call[]): NamedPoint[] {
  return calls.flatMap(({ name, hasReturned }, call) => {
    if (/^(get|list|watch) /.test(name)) return [];
    const moments = hasReturned ? (['before', 'after'] as const) : (['before'] as const);
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
    const lines = points.filter(({ moment }) => moment === 'before').map(({ name }) => `1. \`${name}\``);
    // Calls of parts that do not wait for each other come now in this order and now in that.
    lines.sort();
    return `## ${title}: \`${victim}\` killed${others}\n\n${lines.join('\n')}\n`;
  });
  const head = `# Where programs are killed\n\n${count} points: before and after each call that may change something. At each the program is killed, begun again, and has to come to the same end.\n`;
  return [head, ...parts].join('\n');
}
