import { stringify } from 'yaml';
import type { OutputFormat } from '../global-options.ts';
import { renderTable } from './render-table.ts';

/** A result in every form it can take. */
export interface Result {
  /** For JSON and YAML. */
  readonly document: unknown;
  /** Such as `member.joinery.dev/edge-7`. */
  readonly names: readonly string[];
  readonly columns: readonly Column[];
  /** Said in place of a table without rows. */
  readonly nothing: string;
}

/** One column of a table. */
export interface Column {
  readonly header: string;
  readonly cells: readonly string[];
  /** Shown with `-o wide` only. */
  readonly isWide?: boolean;
}

/** Renders a result in the form that was asked for. */
export function renderResult({ document, names, columns, nothing }: Result, format: OutputFormat): string {
  if (format === 'json') return `${JSON.stringify(document, undefined, 2)}\n`;
  if (format === 'yaml') return stringify(document);
  if (format === 'name') return names.map((name) => `${name}\n`).join('');
  const shown = columns.filter(({ isWide }) => format === 'wide' || isWide !== true);
  const [first] = shown;
  if (first === undefined || first.cells.length === 0) return `${nothing}\n`;
  const rows = first.cells.map((_, row) => shown.map(({ cells }) => cells[row] ?? ''));
  return renderTable(
    shown.map(({ header }) => header),
    rows,
  );
}
