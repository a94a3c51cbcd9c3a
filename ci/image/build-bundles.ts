import { globSync, readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { rolldown } from 'rolldown';
import { digestFiles, whenChanged } from '../runner/content-stamp.ts';
import { inRepository, repositoryRoot } from '../runner/repository-root.ts';
import { writeFileAtomically } from '../runner/write-file-atomically.ts';

/** Holds `<program>.cjs`, its source map, and `licences/<package>` for all that was taken in. */
export const bundleFolder = inRepository('build', 'bundles');

const inputs = ['jobs/**/*.ts', 'build/validators/*.js', 'package-lock.json', 'ci/image/build-bundles.ts'];

/** Bundles each program of jobs/entrypoints into one readable file. Does nothing while no input has changed. */
export async function buildBundles(): Promise<void> {
  await whenChanged(join(bundleFolder, '.inputs'), digestFiles(inputs), async () => {
    await rm(bundleFolder, { recursive: true, force: true });
    await mkdir(bundleFolder, { recursive: true });
    const programs = globSync('*.ts', { cwd: inRepository('jobs', 'entrypoints') });
    const modules = await Promise.all(programs.map(async (file) => buildBundle(basename(file, '.ts'))));
    copyLicences(new Set(modules.flat()));
  });
}

/** @returns The files that went into the bundle. */
async function buildBundle(program: string): Promise<string[]> {
  const bundle = await rolldown({
    input: inRepository('jobs', 'entrypoints', `${program}.ts`),
    platform: 'node',
    cwd: repositoryRoot,
  });
  const { output } = await bundle.write({
    file: join(bundleFolder, `${program}.cjs`),
    format: 'cjs',
    codeSplitting: false,
    // Not named in the bundle, because it is not in the image.
    sourcemap: 'hidden',
  });
  await bundle.close();
  return output[0].moduleIds;
}

function copyLicences(modules: ReadonlySet<string>): void {
  const packages = [...modules].flatMap((path) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []);
  for (const folder of new Set(packages)) {
    const name = folder.replace(/^.*\/node_modules\//, '').replace('/', '-');
    const texts = globSync('{LICENSE,LICENCE,license}*', { cwd: folder }).toSorted();
    if (texts.length === 0)
      throw new Error(`Cannot bundle ${name}: the package has no licence text to pass on`);
    const text = texts.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
    writeFileAtomically(join(bundleFolder, 'licences', name), text);
  }
}
