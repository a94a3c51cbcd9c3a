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
const published: readonly Published[] = [
  { module: 'sigs.k8s.io/mcs-api', files: 'config/crd/*.yaml' },
  {
    module: 'sigs.k8s.io/cluster-inventory-api',
    files: 'config/crd/bases/multicluster.x-k8s.io_clusterprofiles.yaml',
  },
  {
    module: 'sigs.k8s.io/about-api',
    files: 'config/crd/*.yaml',
    // API servers want the approval of every group of k8s.io. Upstream adds it by a patch that is not in the module.
    annotations: { 'api-approved.kubernetes.io': 'https://github.com/kubernetes/enhancements/pull/3084' },
  },
];

interface Published {
  readonly module: string;
  readonly files: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

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
  { module, files, annotations = {} }: Published,
  folder: string,
): Promise<void> {
  await copyFile(join(root, 'LICENSE'), join(folder, 'licences', module.replaceAll('/', '-')));
  for (const file of globSync(files, { cwd: root })) {
    const { apiVersion, kind, metadata, spec } = parse(
      await readFile(join(root, file), 'utf8'),
    ) as Definition;
    const { name } = metadata;
    const crd = {
      apiVersion,
      kind,
      metadata: { name, annotations: { ...metadata.annotations, ...annotations } },
      spec,
    };
    await writeFile(join(folder, `${name}.json`), JSON.stringify(crd));
  }
}

/** Generators leave an empty status and a creation time of null beside these. */
interface Definition {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: object;
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
