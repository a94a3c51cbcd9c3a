import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { ensureTool } from '../tools/ensure-tools.ts';
import { execa } from 'execa';

/** What figures depend on: hardware, kernel, and versions of what was measured. */
export async function describeMachine(): Promise<Record<string, string>> {
  const { stdout } = await execa(await ensureTool('kube-apiserver', () => undefined), ['--version']);
  const etcd = await execa(await ensureTool('etcd', () => undefined), ['--version']);
  return {
    processor: `${cpus()[0]?.model.trim() ?? 'unknown'}, ${cpus().length} cores`,
    memory: `${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
    kernel: `Linux ${release()}`,
    load: `${readFileSync('/proc/loadavg', 'utf8').split(' ')[0]} before the start`,
    node: process.version,
    kubernetes: stdout.trim(),
    etcd: etcd.stdout.split('\n')[0]?.replace('etcd Version: ', '') ?? '',
  };
}
