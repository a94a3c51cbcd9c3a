import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { nodePackage } from '../../ci/image/lay-out-trees.ts';
import { krewFolder, layOutKrewPlugin } from '../../ci/package/lay-out-krew-plugin.ts';
import { layOutPackage, packageFolder } from '../../ci/package/lay-out-package.ts';

/** The machine's npm, run by the pinned Node. */
const env = {
  PATH: `${join(nodePackage, 'bin')}:${process.env['PATH'] ?? ''}`,
  KUBECONFIG: '/nonexistent/config',
};

/** The manifest as far as krew 0.4 judges it. */
interface Manifest {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly version: string;
    readonly shortDescription: string;
    readonly platforms: readonly { readonly uri: string; readonly sha256: string; readonly bin: string }[];
  };
}

const archive = join(krewFolder, 'joinery.tar.gz');

beforeAll(layOutPackage);

describe('the npm package', { timeout: 60_000 }, () => {
  let prefix: string;

  beforeAll(async () => {
    prefix = mkdtempSync(join(tmpdir(), 'joinery-npm-'));
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

describe('the krew plugin', () => {
  let folder: string;
  let manifest: Manifest;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'joinery-krew-'));
    await layOutKrewPlugin('https://downloads.example.com/joinery');
    manifest = parse(readFileSync(join(krewFolder, 'joinery.yaml'), 'utf8')) as Manifest;
    await execa('tar', ['--extract', '--gzip', `--file=${archive}`, `--directory=${folder}`]);
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it('has a manifest that krew takes', () => {
    const { version, shortDescription, platforms } = manifest.spec;

    expect(manifest).toMatchObject({
      apiVersion: 'krew.googlecontainertools.github.com/v1alpha2',
      kind: 'Plugin',
      metadata: { name: 'joinery' },
    });
    expect(version).toMatch(/^v\d+\.\d+\.\d+$/);
    expect(shortDescription).toMatch(/^[^\r\n]+$/);
    expect(platforms).toEqual([
      {
        selector: { matchExpressions: [{ key: 'os', operator: 'In', values: ['darwin', 'linux'] }] },
        uri: `https://downloads.example.com/joinery/joinery-${version.slice(1)}.tar.gz`,
        sha256: createHash('sha256').update(readFileSync(archive)).digest('hex'),
        bin: 'joinery.cjs',
      },
    ]);
  });

  it('runs from its archive', async () => {
    const { exitCode, stderr } = await execa(join(folder, 'joinery.cjs'), ['status'], { env, reject: false });

    expect(exitCode).toBe(2);
    expect(stderr).toContain('there is no file /nonexistent/config');
  });
});
