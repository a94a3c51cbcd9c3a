import { existsSync, globSync } from 'node:fs';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { inRepository } from '../runner/repository-root.ts';
import { MissingPrerequisite } from '../tools/missing-prerequisite.ts';
import { bundleFolder } from './build-bundles.ts';
import { findLibraries } from './find-libraries.ts';

/** The folders that make up the image, lowest first: what changes least is below. */
export const imageTrees = ['runtime', 'node', 'programs'] as const;

/** Where the trees are: build/image/<tree>. */
export const imageFolder = inRepository('build', 'image');

/** The image's Node: that of the npm package, which is also the one everything here is tested with. */
export const nodePackage = inRepository('node_modules', `node-linux-${process.arch}`);

const accounts = {
  'etc/passwd': 'root:x:0:0:root:/:/sbin/nologin\njoinery:x:65532:65532:joinery:/joinery:/sbin/nologin\n',
  'etc/group': 'root:x:0:\njoinery:x:65532:\n',
};

/**
 * Lays out the three trees anew. CA certificates are not among them: Node brings its own list.
 *
 * @param upstreamCrds The folder of `ensureUpstreamCrds`.
 */
export async function layOutTrees(upstreamCrds: string): Promise<void> {
  for (const tree of imageTrees) await rm(join(imageFolder, tree), { recursive: true, force: true });
  await layOutRuntime(join(imageFolder, 'runtime'));
  await layOutNode(join(imageFolder, 'node'));
  await layOutPrograms(join(imageFolder, 'programs'), upstreamCrds);
}

async function layOutRuntime(tree: string): Promise<void> {
  for (const library of await findLibraries(join(nodePackage, 'bin', 'node'))) {
    await place(library, join(tree, library));
    await placeLicenceOf(library, tree);
  }
  await mkdir(join(tree, 'etc'), { recursive: true });
  for (const [path, content] of Object.entries(accounts)) await writeFile(join(tree, path), content);
}

/** Debian keeps each package's licence under the package's name. */
async function placeLicenceOf(library: string, tree: string): Promise<void> {
  const owner = await execa('dpkg', ['--search', `*${library}`], { reject: false });
  const name = /^([^:,]+)/.exec(owner.stdout ?? '')?.[1];
  const licence = `/usr/share/doc/${name}/copyright`;
  if (owner.failed || !existsSync(licence)) {
    throw new MissingPrerequisite(
      `Cannot put ${library} into the image: the licence of its package is not where Debian keeps it`,
      'Build the image on Debian or Ubuntu',
    );
  }
  await place(licence, join(tree, licence));
}

async function layOutNode(tree: string): Promise<void> {
  await place(join(nodePackage, 'bin', 'node'), join(tree, 'usr/local/bin/node'));
  await place(join(nodePackage, 'LICENSE'), join(tree, 'usr/local/share/doc/node/LICENSE'));
}

async function layOutPrograms(tree: string, upstreamCrds: string): Promise<void> {
  for (const file of globSync(['*.cjs', 'licences/*'], { cwd: bundleFolder })) {
    await place(join(bundleFolder, file), join(tree, 'joinery', file));
  }
  for (const file of globSync(['*.json', 'licences/*'], { cwd: upstreamCrds })) {
    const target = file.startsWith('licences/') ? file : join('upstream-crds', file);
    await place(join(upstreamCrds, file), join(tree, 'joinery', target));
  }
  await place(inRepository('LICENSE'), join(tree, 'joinery/licences/joinery'));
}

async function place(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, to);
}
