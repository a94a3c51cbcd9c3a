import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { cacheFolder } from './cache-folder.ts';
import { withFileLock } from './file-lock.ts';
import { findCommand } from './find-command.ts';
import { MissingPrerequisite } from './missing-prerequisite.ts';
import type { Progress } from './progress.ts';
import { runTimedStep } from './timed-step.ts';

// Taken out of its package and not installed, for that would bring a server too. The machine's lists of
// packages may be missing or old; lists of our own need neither root nor the lock that others may hold.
const script = `
if ! apt-get -q download prometheus; then
  mkdir -p lists/partial
  set -- -o "Dir::State::Lists=$PWD/lists" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=
  set -- "$@" -o APT::Sandbox::User=root
  apt-get -q "$@" update && apt-get -q "$@" download prometheus
fi &&
dpkg-deb --extract prometheus_*.deb package &&
mv package/usr/bin/promtool promtool &&
rm -r package prometheus_*.deb && rm -rf lists
`;

/**
 * The path of Prometheus' own checker of rules: the machine's, or the one from Debian's package, kept in
 * the cache folder.
 *
 * @throws {MissingPrerequisite} When there is none and apt cannot get it.
 */
export async function ensurePromtool(progress: Progress): Promise<string> {
  const installed = await findCommand('promtool');
  if (installed !== undefined) return installed;
  const folder = join(cacheFolder(), 'tools', `promtool-${await digestInputs()}`);
  const path = join(folder, 'promtool');
  if (await exists(path)) return path;
  return withFileLock(`${folder}.lock`, async () => {
    if (!(await exists(path)))
      await runTimedStep(progress, 'Fetching promtool', async () => fetchInto(folder));
    return path;
  });
}

async function fetchInto(folder: string): Promise<void> {
  const unfinished = `${folder}.unfinished`;
  // What was left by one that was ended half-way.
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished);
  const fetched = await execa('sh', ['-c', script], {
    cwd: unfinished,
    stdin: 'ignore',
    all: true,
    reject: false,
  });
  if (fetched.failed) {
    throw new MissingPrerequisite(
      `Cannot get promtool from the Debian package prometheus: ${fetched.all.split('\n').slice(-3).join(' / ')}`,
      'Make apt-get work (is the network there?), or put promtool into your PATH.',
    );
  }
  await rename(unfinished, folder);
}

/** What is in the package depends on the release it is from. */
async function digestInputs(): Promise<string> {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  return createHash('sha256').update([script, process.arch, release].join('\0')).digest('hex').slice(0, 16);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
