import { execa } from 'execa';

/**
 * Paths of the shared libraries a program needs, its loader included, as the machine's loader finds them.
 *
 * Reads lines of ldd such as `libm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x…)` and `/lib64/ld-linux-x86-64.so.2
 * (0x…)`. What the kernel provides (linux-vdso) has no path and is left out.
 */
export async function findLibraries(program: string): Promise<string[]> {
  const { stdout } = await execa('ldd', [program]);
  return stdout.split('\n').flatMap((line) => /(?:=> |^\s*)(\/\S+) \(0x/.exec(line)?.[1] ?? []);
}
