import { inRepository } from './repository-root.ts';

/** Start files of the checkers and the formatter. They run under the pinned Node, never under the machine's. */
export const toolScripts = {
  knip: inRepository('node_modules', 'knip', 'bin', 'knip.js'),
  oxlint: inRepository('node_modules', 'oxlint', 'bin', 'oxlint'),
  prettier: inRepository('node_modules', 'prettier', 'bin', 'prettier.cjs'),
  tsc: inRepository('node_modules', 'typescript', 'bin', 'tsc'),
  vitest: inRepository('node_modules', 'vitest', 'vitest.mjs'),
} as const;
