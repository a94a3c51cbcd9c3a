/** Characters by which a text from another cluster could steer the terminal it is shown on. */
// oxlint-disable-next-line no-control-regex -- these are the ones meant
const controlCharacters = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Renders rows under a header, in columns as kubectl has them: three spaces apart, no lines. An empty cell
 * shows as `<none>`.
 */
export function renderTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) =>
    row.map((cell) => (cell === '' ? '<none>' : cell.replace(controlCharacters, '?'))),
  );
  const lines = [header, ...cells];
  const widths = header.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('   ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}
