import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildImage } from '../../ci/image/build-image.ts';
import type { WrittenImage } from '../../ci/image/write-archive.ts';
import { inRepository } from '../../ci/runner/repository-root.ts';

/** A second checkout. In build/, because files can be linked only within one file system. */
const checkout = inRepository('build', 'second-checkout');

const inputs = [
  'ci',
  'charts',
  'docs',
  'jobs',
  'schemas',
  'LICENSE',
  'package.json',
  'package-lock.json',
  'values.schema.json',
];

describe('buildImage()', () => {
  beforeAll(async () => {
    await rm(checkout, { recursive: true, force: true });
    await mkdir(checkout, { recursive: true });
    for (const input of inputs) await cp(inRepository(input), join(checkout, input), { recursive: true });
    await execa('cp', ['--archive', '--link', inRepository('node_modules'), checkout]);
  }, 60_000);

  afterAll(async () => {
    await rm(checkout, { recursive: true });
  });

  it('gives the same bytes in another folder, with nothing in the cache', async () => {
    const here = await buildImage(() => undefined);

    const env = { XDG_CACHE_HOME: join(checkout, 'cache') };
    await execa(process.execPath, ['ci/commands/build.ts'], { cwd: checkout, env });

    const there = JSON.parse(
      await readFile(join(checkout, 'build', 'image', 'image.json'), 'utf8'),
    ) as WrittenImage;
    expect(there).toEqual(here);
  }, 120_000);
});
