/** One line of the result: what was measured, and what it was to be. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** At most this much; left out where nothing was promised. */
  readonly target?: number;
}

/** Value below which so much of the sorted values lies; `share` is from 0 to 1. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

/** Renders figures as a table in Markdown, with the target beside each. */
export function renderFigures(figures: readonly Figure[]): string {
  const rows = figures.map(({ what, value, unit, target }) => [
    what,
    `${renderNumber(value)} ${unit}`,
    target === undefined ? '' : `${renderNumber(target)} ${unit}`,
    target === undefined ? '' : value <= target ? 'yes' : 'no',
  ]);
  const table = [['what', 'measured', 'target', 'met'], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => (row[column] ?? '').length)));
  const lines = table.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`,
  );
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

function renderNumber(value: number): string {
  if (value !== 0 && Math.abs(value) < 10) return value.toFixed(2);
  return value < 100 ? value.toFixed(1) : value.toFixed(0);
}
