import { describe, expect, it } from 'vitest';
import { checkLinks } from './check-links.ts';
import { readSourceFiles } from './source-file.ts';

const guide = { path: 'docs/guide.md', text: '# Guide\n\n## Where to look, first\n' };

describe('checkLinks()', () => {
  it('finds nothing in this tree', () => {
    expect(checkLinks(readSourceFiles())).toEqual([]);
  });

  it.for([
    ['a file that is not there', 'docs/other.md'],
    ['a file that is somewhere else', 'guide.md'],
    ['a heading that is not there', 'docs/guide.md#where'],
    ['a heading of a folder', 'docs#guide'],
  ] as const)('refuses a link to %s', ([, link]) => {
    const readme = { path: 'README.md', text: `See [there](${link}).` };

    expect(checkLinks([readme, guide])).toEqual([`README.md: nothing is at ${link}`]);
  });

  it.for([
    ['a file', 'docs/guide.md'],
    ['a folder', 'docs/'],
    ['a heading', 'docs/guide.md#where-to-look-first'],
    ['a heading of its own', '#read-me'],
    ['the world', 'https://example.com/a'],
  ] as const)('allows a link to %s', ([, link]) => {
    const readme = { path: 'README.md', text: `# Read me\n\nSee [there](${link}).` };

    expect(checkLinks([readme, guide])).toEqual([]);
  });
});
