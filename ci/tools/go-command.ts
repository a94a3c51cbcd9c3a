import { chmod, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { installDebianPackages } from './debian-packages.ts';
import { findCommand } from './find-command.ts';
import { MissingPrerequisite } from './missing-prerequisite.ts';
import type { Progress } from './progress.ts';

/** Fetched through the module proxy where the machine's own Go cannot fetch what a go.mod asks for. */
const toolchain = 'go1.26.8';

/** Where Go's own installer puts it, which a non-login shell does not know. */
const goFolders = ['/usr/local/go/bin'];

const goEnvironment = {
  CGO_ENABLED: '0',
  GOFLAGS: '-mod=readonly -trimpath -buildvcs=false',
  // A Go older than a go.mod asks for gets the right one through the module proxy.
  GOTOOLCHAIN: 'auto',
  GOWORK: 'off',
};

/** How to call Go here. */
export interface GoCommand {
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The Go of this machine, or undefined when there is none. Changes nothing. */
export async function findGo(): Promise<string | undefined> {
  return findCommand('go', goFolders);
}

/**
 * A Go that can build the modules of ci/go: the machine's, or Debian's, or the one that either fetches.
 *
 * @throws {MissingPrerequisite} When there is none and none can be installed.
 */
export async function ensureGo(progress: Progress): Promise<GoCommand> {
  let path = await findGo();
  if (!path) {
    await installDebianPackages(['golang-go'], progress);
    path = await findGo();
  }
  if (!path)
    throw new MissingPrerequisite('Cannot build Go programs: there is no go', 'Install Go 1.21 or later.');
  const { stdout } = await execa(path, ['version'], { env: { GOTOOLCHAIN: 'local' } });
  const minor = Number(/go1\.(\d+)/.exec(stdout)?.[1] ?? 0);
  return { path: minor < 21 ? await fetchToolchain(path, progress) : path, env: goEnvironment };
}

/** Go before 1.21 cannot change itself, but a toolchain is a module like any other and it can download it. */
async function fetchToolchain(oldGo: string, progress: Progress): Promise<string> {
  progress(`The Go of this machine is too old to build with: ${toolchain} is used instead`);
  const architecture = process.arch === 'arm64' ? 'arm64' : 'amd64';
  const module = `golang.org/toolchain@v0.0.1-${toolchain}.linux-${architecture}`;
  const download = await execa(oldGo, ['mod', 'download', '-json', module], { cwd: '/', reject: false });
  if (download.failed) {
    throw new MissingPrerequisite(
      `Cannot fetch ${toolchain} with ${oldGo}: ${download.stderr || download.stdout}`,
      'Install Go 1.21 or later, or make the Go module proxy reachable (go env GOPROXY).',
    );
  }
  const folder = (JSON.parse(download.stdout) as { Dir: string }).Dir;
  // Module archives carry no file modes.
  for (const programs of [join(folder, 'bin'), join(folder, 'pkg/tool', `linux_${architecture}`)]) {
    for (const program of await readdir(programs)) await chmod(join(programs, program), 0o755);
  }
  return join(folder, 'bin/go');
}
