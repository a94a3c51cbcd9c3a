import { access, readFile } from 'node:fs/promises';
import { execa } from 'execa';
import { waitUntil } from './wait-until.ts';

/** What to start inside an enclosure. */
export interface EnclosedProgram {
  readonly name: string;
  /** Path of the program, then its arguments. */
  readonly command: readonly string[];
  /** Network namespace to run in; without it, the machine's own. */
  readonly namespace?: string;
  readonly logFile: string;
}

/** A program that was started inside an enclosure; ids are those inside. */
export interface EnclosedProcess {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
}

/** How to enter an enclosure and, in it, a network namespace. Arguments for nsenter. */
export function enclosureEntry(init: number, namespace?: string): string[] {
  const net = namespace === undefined ? [] : [`--net=/proc/${init}/root/run/netns/${namespace}`];
  return [`--target=${init}`, '--mount', '--pid', ...net, '--'];
}

/**
 * Starts a program that outlives this process. It belongs to process 1 of the enclosure and ends with it.
 *
 * Not by `ip netns exec`, which hides the cgroup tree from the kubelet.
 */
export async function startEnclosedProcess(init: number, program: EnclosedProgram): Promise<EnclosedProcess> {
  const detached = ['sh', '-c', 'setsid "$@" </dev/null >>"$0" 2>&1 & echo $!', program.logFile];
  const { stdout } = await execa(
    'nsenter',
    [...enclosureEntry(init, program.namespace), ...detached, ...program.command],
    // Nothing of the caller's environment, proxies above all, gets inside.
    { env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' }, extendEnv: false },
  );
  return { name: program.name, pid: Number(stdout), logFile: program.logFile };
}

/** Whether it is still there. An ended process is collected by process 1 at once. */
export async function isEnclosedProcessAlive(init: number, { pid }: EnclosedProcess): Promise<boolean> {
  return access(`/proc/${init}/root/proc/${pid}`).then(
    () => true,
    () => false,
  );
}

/** @throws {Error} With the last lines it wrote, when a program has ended that should not have. */
export async function assertEnclosedProcessAlive(init: number, started: EnclosedProcess): Promise<void> {
  if (await isEnclosedProcessAlive(init, started)) return;
  const log = await readFile(started.logFile, 'utf8');
  const lastLines = log.trimEnd().split('\n').slice(-5).join('\n');
  throw new Error(`Cannot keep ${started.name} running: it ended. From ${started.logFile}:\n${lastLines}`);
}

/** Ends a program at once and returns when it is gone. */
export async function endEnclosedProcess(init: number, started: EnclosedProcess): Promise<void> {
  if (!(await isEnclosedProcessAlive(init, started))) return;
  await execa('nsenter', [...enclosureEntry(init), 'kill', '-KILL', String(started.pid)], { reject: false });
  const gone = async () => !(await isEnclosedProcessAlive(init, started));
  await waitUntil(`the end of ${started.name}`, gone, 10_000);
}
