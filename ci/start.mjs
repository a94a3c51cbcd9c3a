// Starts every command of package.json: `node ci/start.mjs <command> [arguments]`.
//
// Plain JavaScript for Node 18 and later that uses nothing installed, because it is what installs: it makes sure that
// node_modules belongs to package-lock.json, then runs ci/commands/<command>.ts with the pinned Node from there.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { constants, homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stampPath = join(root, 'node_modules', '.installed-from');
const lockFileDigest = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');

await main(process.argv.slice(2));

async function main([command = '', ...commandArguments]) {
  assertNodeCanStart();
  const commandPath = findCommand(command);
  await installPackages();
  run(findPinnedNode(), [commandPath, ...commandArguments]);
}

function assertNodeCanStart() {
  if (versionAtLeast(18, 0)) return;
  stop(
    `Cannot start with Node ${process.versions.node}: install Node 18 or later (Debian: apt-get install nodejs).`,
  );
}

function findCommand(command) {
  const folder = join(root, 'ci', 'commands');
  const known = readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => basename(name, '.ts'));
  if (!known.includes(command)) {
    stop(`Cannot run "${command}": there is no such command. Use one of: ${known.join(', ')}.`);
  }
  return join(folder, `${command}.ts`);
}

async function installPackages() {
  if (isInstalled()) return;
  const release = await lock();
  if (!isInstalled()) npmCi();
  release();
}

function isInstalled() {
  return existsSync(stampPath) && readFileSync(stampPath, 'utf8') === lockFileDigest;
}

/**
 * Holds other starts in this checkout until the returned function is called. The lock is a Linux abstract socket, so
 * that it ends with its holder, however that ends; elsewhere only one person at a time works in a checkout.
 */
async function lock() {
  if (process.platform !== 'linux') return () => {};
  const name = `\0joinery-install-${createHash('sha256').update(root).digest('hex')}`;
  for (let announced = false; ; announced = true) {
    const server = createServer();
    const taken = await new Promise((resolve, reject) => {
      server.once('error', (error) => (error.code === 'EADDRINUSE' ? resolve(true) : reject(error)));
      server.listen(name, () => resolve(false));
    });
    if (!taken) return () => server.close();
    if (!announced) console.error('Waiting for another command that installs the npm packages');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function npmCi() {
  const durationPath = join(cacheFolder(), 'durations', 'installing-the-npm-packages.txt');
  const last = existsSync(durationPath) ? ` (last time ${readFileSync(durationPath, 'utf8').trim()} s)` : '';
  console.error(`Installing the npm packages${last}`);

  const startedAt = Date.now();
  // npm names itself to the scripts it runs; without it (plain `node ci/start.mjs`) the one in PATH is used.
  const npmScript = process.env.npm_execpath ?? '';
  const [program, ...leading] = npmScript.endsWith('npm-cli.js') ? [process.execPath, npmScript] : ['npm'];
  const result = spawnSync(
    program,
    [...leading, 'ci', '--include=dev', '--include=optional', '--loglevel=error'],
    { cwd: root, stdio: ['ignore', 2, 2] },
  );
  if (result.signal) process.kill(process.pid, result.signal);
  if (result.error)
    stop(`Cannot install the npm packages: ${result.error.message}. Install npm, then run this again.`);
  if (result.status !== 0) {
    stop(
      `Cannot install the npm packages: npm ci ended with ${result.status}, its reason is above. ` +
        'Check that this machine reaches its npm registry (npm ping), then run this again.',
    );
  }

  writeFileSync(stampPath, lockFileDigest);
  mkdirSync(dirname(durationPath), { recursive: true });
  writeFileSync(durationPath, ((Date.now() - startedAt) / 1000).toFixed(1));
}

function cacheFolder() {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'joinery');
}

function findPinnedNode() {
  const pinned = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(pinned)) return pinned;
  if (versionAtLeast(24, 12)) return process.execPath;
  return stop(
    `Cannot run on ${process.platform} ${process.arch} with Node ${process.versions.node}: ` +
      'install Node 24.12 or later (a pinned one comes with the packages on Linux x64 and arm64 only).',
  );
}

/** Runs the command in the foreground and ends as it ends: same exit code, same signal. */
function run(node, nodeArguments) {
  const child = spawn(node, nodeArguments, { cwd: root, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    stop(
      `Cannot start ${node}: ${error.message}. It needs glibc; on another system install Node 24.12 or later.`,
    );
  });
  child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code));
}

function versionAtLeast(major, minor) {
  const [foundMajor = 0, foundMinor = 0] = process.versions.node.split('.').map(Number);
  return foundMajor > major || (foundMajor === major && foundMinor >= minor);
}

function stop(sentence) {
  console.error(sentence);
  process.exit(1);
}
