import { posix } from 'node:path';
import type { SourceFile } from './source-file.ts';

/** Checks that each relative link in Markdown leads to a file, a folder or a heading that is there. */
export function checkLinks(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ path }) => path.endsWith('.md'))
    .flatMap(({ path, text }) =>
      linksIn(text)
        .filter((link) => !leadsSomewhere(path, link, files))
        .map((link) => `${path}: nothing is at ${link}`),
    );
}

function linksIn(markdown: string): string[] {
  return [...withoutCode(markdown).matchAll(/\]\(([^)\s]+)\)/g)]
    .flatMap(([, link]) => link ?? [])
    .filter((link) => !/^[a-z]+:/.test(link));
}

function leadsSomewhere(from: string, link: string, files: readonly SourceFile[]): boolean {
  const [name = '', heading] = link.split('#');
  const target = name === '' ? from : posix.join(posix.dirname(from), name).replace(/\/$/, '');
  const file = files.find(({ path }) => path === target);
  if (heading !== undefined) return file !== undefined && headingsOf(file.text).includes(heading);
  return file !== undefined || files.some(({ path }) => path.startsWith(`${target}/`));
}

/** Headings as the last part of an address: lower case, dashes for spaces, no punctuation. */
function headingsOf(markdown: string): string[] {
  return [...withoutCode(markdown).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function withoutCode(markdown: string): string {
  return markdown.replaceAll(/^```.*?^```$/gms, '');
}
