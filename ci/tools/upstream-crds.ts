import { globSync } from 'node:fs';
import { access, copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { execa } from 'execa';
import { parse } from 'yaml';
import { inRepository } from '../runner/repository-root.ts';
import { cacheFolder } from './cache-folder.ts';
import { withFileLock } from './file-lock.ts';
import { ensureGo, type GoCommand } from './go-command.ts';
import { MissingPrerequisite } from './missing-prerequisite.ts';
import type { Progress } from './progress.ts';
import { runTimedStep } from './timed-step.ts';

/** CustomResourceDefinitions of others that programs install where they are missing: which files of which Go module. */
const published = [{ module: 'sigs.k8s.io/mcs-api', files: 'config/crd/*.yaml' }] as const;

/** Versions and checksums of these modules. */
const source = inRepository('ci', 'go', 'upstream-crds');

/**
 * Gets them as their projects publish them: Go's module proxy delivers, and go.sum says that it is the same file.
 *
 * @returns A folder in the cache with `<name of the CRD>.json`, and `licences/<module>`.
 */
export async function ensureUpstreamCrds(progress: Progress): Promise<string> {
  const folder = join(cacheFolder(), 'upstream-crds', await digestOfSource());
  if (await exists(folder)) return folder;
  const go = await ensureGo(progress);
  await mkdir(join(folder, '..'), { recursive: true });
  return withFileLock(`${folder}.lock`, async () => {
    if (await exists(folder)) return folder;
    await runTimedStep(progress, 'Getting the definitions of upstream kinds', async () => {
      const unfinished = `${folder}.unfinished`;
      await rm(unfinished, { recursive: true, force: true });
      await mkdir(join(unfinished, 'licences'), { recursive: true });
      for (const each of published) await copyFrom(await download(go, each.module), each, unfinished);
      await rename(unfinished, folder);
    });
    return folder;
  });
}

/** @returns Where the files of the module are. */
async function download(go: GoCommand, module: string): Promise<string> {
  const args = ['mod', 'download', '-json', module];
  const got = await execa(go.path, args, { cwd: source, env: go.env, stdin: 'ignore', reject: false });
  if (!got.failed) return (JSON.parse(got.stdout) as { Dir: string }).Dir;
  throw new MissingPrerequisite(
    `Cannot get ${module}: ${got.stderr || got.stdout}`,
    'Make the Go module proxy reachable (go env GOPROXY) and run the command again.',
  );
}

async function copyFrom(
  root: string,
  { module, files }: (typeof published)[number],
  folder: string,
): Promise<void> {
  await copyFile(join(root, 'LICENSE'), join(folder, 'licences', module.replaceAll('/', '-')));
  for (const file of globSync(files, { cwd: root })) {
    const crd = parse(await readFile(join(root, file), 'utf8')) as { metadata: { name: string } };
    await writeFile(join(folder, `${crd.metadata.name}.json`), JSON.stringify(crd));
  }
}

async function digestOfSource(): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(published));
  for (const file of ['go.mod', 'go.sum']) hash.update(await readFile(join(source, file)));
  return hash.digest('hex').slice(0, 16);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
