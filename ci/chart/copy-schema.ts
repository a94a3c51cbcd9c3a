import { readFile, writeFile } from 'node:fs/promises';

/**
 * Copies the schema of the values into the chart, where Helm looks for it.
 *
 * The file at the top of the repository is the source; a test proves that the copy is fresh. A second run
 * changes nothing.
 */
const repository = new URL('../../', import.meta.url);
const source = new URL('values.schema.json', repository);
const copy = new URL('charts/joinery/values.schema.json', repository);

await writeFile(copy, await readFile(source));
