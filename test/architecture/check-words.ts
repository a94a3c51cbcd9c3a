import type { SourceFile } from './source-file.ts';

/** What files must not speak of. Written with a class of one letter, so that this file passes too. */
const foreignWords: readonly { readonly words: RegExp; readonly because: string }[] = [
  {
    words: /\b(assist[a]nts?|sess[i]ons?|chatb[o]ts?|ll[m]s?)\b/i,
    because: 'files speak of the project alone',
  },
  { words: /(^|[\s"'`(=])\/(work|root|home)\/[a-z]/m, because: "no path is one machine's" },
  {
    words: /"resolved": "https:\/\/(?!registry\.npmjs\.org\/)/,
    because: 'packages come from the public registry',
  },
];

/** Checks that no file speaks of who wrote it or of the machine it was written on. */
export function checkWords(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) =>
    foreignWords.flatMap(({ words, because }) => {
      const [found] = words.exec(text) ?? [];
      return found === undefined ? [] : [`${path} has "${found.trim()}": ${because}`];
    }),
  );
}
