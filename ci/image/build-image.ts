import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestFiles, whenChanged } from '../runner/content-stamp.ts';
import { inRepository } from '../runner/repository-root.ts';
import { writeFileAtomically } from '../runner/write-file-atomically.ts';
import { withFileLock } from '../tools/file-lock.ts';
import { MissingPrerequisite } from '../tools/missing-prerequisite.ts';
import type { Progress } from '../tools/progress.ts';
import { runTimedStep } from '../tools/timed-step.ts';
import { ensureUpstreamCrds } from '../tools/upstream-crds.ts';
import { buildBundles } from './build-bundles.ts';
import { findLibraries } from './find-libraries.ts';
import { imageFolder, imageTrees, layOutTrees, nodePackage } from './lay-out-trees.ts';
import { packLayer } from './pack-layer.ts';
import { type WrittenImage, writeArchive } from './write-archive.ts';

/** The image as one file, for `ctr image import`, `docker load` and `podman load`. */
export const imageArchive = join(imageFolder, 'joinery.tar');

const summaryPath = join(imageFolder, 'image.json');

/** What the image depends on, besides the machine's libraries. */
const inputs = [
  'build/bundles/*.cjs',
  'ci/image/*.ts',
  'node_modules/node-linux-*/package.json',
  'package.json',
  'LICENSE',
];

/** Builds the image, bundles included. Quick when nothing has changed; two processes at once do it one by one. */
export async function buildImage(progress: Progress): Promise<WrittenImage> {
  assertCanBuild();
  return withFileLock(inRepository('build', 'image.lock'), async () => {
    await buildBundles();
    const upstreamCrds = await ensureUpstreamCrds(progress);
    const libraries = await findLibraries(join(nodePackage, 'bin', 'node'));
    await whenChanged(
      join(imageFolder, '.inputs'),
      digestFiles([...inputs, `${upstreamCrds}/*.json`, ...libraries]),
      async () =>
        runTimedStep(progress, 'Building the image', async () => {
          await layOutTrees(upstreamCrds);
          const layers = await Promise.all(
            imageTrees.map(async (tree) => packLayer(join(imageFolder, tree))),
          );
          const image = await writeArchive(layers, join(imageFolder, 'oci'), imageArchive);
          writeFileAtomically(summaryPath, JSON.stringify(image, undefined, 2));
        }),
    );
    return JSON.parse(await readFile(summaryPath, 'utf8')) as WrittenImage;
  });
}

function assertCanBuild(): void {
  if (existsSync(nodePackage)) return;
  throw new MissingPrerequisite(
    `Cannot build the image on ${process.platform} ${process.arch}: its Node comes from an npm package for Linux`,
    'Build it on Linux, x64 or arm64',
  );
}
