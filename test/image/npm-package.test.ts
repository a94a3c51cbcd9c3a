import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodePackage } from '../../ci/image/lay-out-trees.ts';
import { layOutPackage, packageFolder } from '../../ci/package/lay-out-package.ts';

/** The machine's npm, run by the pinned Node. */
const env = {
  PATH: `${join(nodePackage, 'bin')}:${process.env['PATH'] ?? ''}`,
  KUBECONFIG: '/nonexistent/config',
};

describe('the npm package', { timeout: 60_000 }, () => {
  let prefix: string;

  beforeAll(async () => {
    prefix = mkdtempSync(join(tmpdir(), 'joinery-npm-'));
    await layOutPackage();
    const { stdout } = await execa('npm', ['pack', '--silent', '--pack-destination', prefix], {
      cwd: packageFolder,
    });
    const file = join(prefix, stdout.trim());
    await execa('npm', ['install', '--silent', '--offline', '--global', '--prefix', prefix, file], { env });
  }, 120_000);

  afterAll(() => rmSync(prefix, { recursive: true }));

  it.for(['joinery', 'kubectl-joinery'])('installs %s by itself, without a registry', async (name) => {
    const { exitCode, stderr } = await execa(join(prefix, 'bin', name), ['status'], { env, reject: false });

    expect(exitCode).toBe(2);
    expect(stderr).toContain('Cannot reach a cluster by kubeconfig: there is no file /nonexistent/config');
  });

  it('holds the bundle, its page and the licences, and nothing else', () => {
    const installed = readdirSync(join(prefix, 'lib', 'node_modules', 'joinery'));

    expect(installed.toSorted()).toEqual(['LICENSE', 'README.md', 'joinery.cjs', 'licences', 'package.json']);
  });

  it('completes in bash', async () => {
    const script = `source <(joinery completion bash)
      COMP_WORDS=(joinery token re); COMP_CWORD=2; _joinery; echo "\${COMPREPLY[@]}"`;
    const path = `${join(prefix, 'bin')}:${env.PATH}`;

    const { stdout } = await execa('bash', ['-c', script], { env: { ...env, PATH: path } });

    expect(stdout).toBe('revoke');
  });
});
