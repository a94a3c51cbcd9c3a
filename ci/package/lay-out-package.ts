import { globSync, readFileSync } from 'node:fs';
import { chmod, copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleFolder } from '../image/build-bundles.ts';
import { inRepository } from '../runner/repository-root.ts';
import { writeFileAtomically } from '../runner/write-file-atomically.ts';

/** What `npm pack` and `npm install --global` take. */
export const packageFolder = inRepository('build', 'npm');

/** The bundle's oldest Node: its parser of arguments asks for it. */
export const oldestNode = '22.12.0';

/** Lays the npm package of the command line out anew, from the bundles as they stand. */
export async function layOutPackage(): Promise<void> {
  await rm(packageFolder, { recursive: true, force: true });
  await mkdir(join(packageFolder, 'licences'), { recursive: true });
  const { name, version, description, license, type } = readPackage();
  const bin = { joinery: 'joinery.cjs', 'kubectl-joinery': 'joinery.cjs' };
  const manifest = { name, version, description, license, type, engines: { node: `>=${oldestNode}` }, bin };
  writeFileAtomically(join(packageFolder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  await copyFile(join(bundleFolder, 'joinery.cjs'), join(packageFolder, 'joinery.cjs'));
  await chmod(join(packageFolder, 'joinery.cjs'), 0o755);
  await copyFile(inRepository('docs', 'command-line.md'), join(packageFolder, 'README.md'));
  await copyFile(inRepository('LICENSE'), join(packageFolder, 'LICENSE'));
  for (const licence of globSync('licences/*', { cwd: bundleFolder })) {
    await copyFile(join(bundleFolder, licence), join(packageFolder, licence));
  }
}

/** What the package says of itself. */
export function readPackage(): Record<'name' | 'version' | 'description' | 'license' | 'type', string> {
  return JSON.parse(readFileSync(inRepository('package.json'), 'utf8')) as ReturnType<typeof readPackage>;
}
