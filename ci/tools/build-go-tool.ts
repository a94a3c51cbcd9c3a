import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { cacheFolder } from './cache-folder.ts';
import { withFileLock } from './file-lock.ts';
import type { GoCommand } from './go-command.ts';
import type { GoTool } from './go-tools.ts';
import { MissingPrerequisite } from './missing-prerequisite.ts';
import type { Progress } from './progress.ts';
import { runTimedStep } from './timed-step.ts';

const modulesFolder = join(import.meta.dirname, '../go');

/**
 * Builds a Go module into the cache folder, named by everything the result depends on.
 *
 * A second call finds the result of the first; two at once build once.
 *
 * @returns The folder with the programs in it.
 */
export async function buildGoTool(tool: GoTool, go: GoCommand, progress: Progress): Promise<string> {
  const source = join(modulesFolder, tool.module);
  const flags = ['-ldflags', await linkerFlags(tool, source)];
  const digest = await digestOf(source, [
    JSON.stringify(tool.programs),
    ...flags,
    await goVersion(go, source),
  ]);
  const folder = join(cacheFolder(), 'tools', `${tool.module}-${digest}`);
  if (await exists(folder)) return folder;
  return withFileLock(`${folder}.lock`, async () => {
    if (await exists(folder)) return folder;
    await runTimedStep(progress, `Building ${tool.title}`, async () => {
      const unfinished = `${folder}.unfinished`;
      // What a build left that was ended half-way.
      await rm(unfinished, { recursive: true, force: true });
      await mkdir(unfinished);
      await buildPrograms(tool, go, { source, flags, target: unfinished });
      await rename(unfinished, folder);
    });
    return folder;
  });
}

async function buildPrograms(
  tool: GoTool,
  go: GoCommand,
  { source, flags, target }: { source: string; flags: readonly string[]; target: string },
): Promise<void> {
  const builtAs = new Map<string, string>();
  for (const [program, packagePath] of Object.entries(tool.programs)) {
    const already = builtAs.get(packagePath);
    if (already) {
      await symlink(already, join(target, program));
      continue;
    }
    builtAs.set(packagePath, program);
    // Politely: a build may run beside tests.
    const build = await execa(
      'nice',
      ['-n', '10', go.path, 'build', ...flags, '-o', join(target, program), packagePath],
      { cwd: source, env: go.env, stdin: 'ignore', reject: false },
    );
    if (build.failed) {
      throw new MissingPrerequisite(
        `Cannot build ${tool.title}: ${build.stderr.split('\n').slice(-5).join(' / ')}`,
        'Make the Go module proxy reachable (go env GOPROXY) and run the command again; it goes on from here.',
      );
    }
  }
}

async function linkerFlags(tool: GoTool, source: string): Promise<string> {
  const goMod = await readFile(join(source, 'go.mod'), 'utf8');
  const version = (modulePath: string) => {
    const found = new RegExp(`^\\t(?:${modulePath}) (v\\S+)`, 'm').exec(goMod)?.[1];
    if (!found)
      throw new Error(`Cannot find the version of ${modulePath}: ${source}/go.mod does not require it`);
    return found;
  };
  const settings = Object.entries(tool.variables(version)).map(([name, value]) => `-X ${name}=${value}`);
  return ['-s -w', ...settings].join(' ');
}

async function goVersion(go: GoCommand, source: string): Promise<string> {
  const { stdout } = await execa(go.path, ['env', 'GOVERSION', 'GOARCH'], { cwd: source, env: go.env });
  return stdout;
}

async function digestOf(source: string, inputs: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of globSync('**/{go.mod,go.sum,*.go}', { cwd: source }).sort()) {
    hash.update(`${file}\0`).update(await readFile(join(source, file)));
  }
  for (const input of inputs) hash.update(`\0${input}`);
  return hash.digest('hex').slice(0, 16);
}

async function exists(path: string): Promise<boolean> {
  await mkdir(dirname(path), { recursive: true });
  return access(path).then(
    () => true,
    () => false,
  );
}
