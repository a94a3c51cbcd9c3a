import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inRepository } from '../../ci/runner/repository-root.ts';
import { type UnpackedImage, unpackImage } from './unpacked-image.ts';

const programs = globSync('*.ts', { cwd: inRepository('jobs', 'entrypoints') }).map((file) =>
  basename(file, '.ts'),
);

/** What is beside the bundles. */
const folders = new Set(['joinery/licences', 'joinery/upstream-crds']);

/** They end well whatever they find, or an uninstall could not. */
const deleteHooks = new Set(['demote', 'leave']);

describe('the image', () => {
  let image: UnpackedImage;
  let paths: string[];

  beforeAll(async () => {
    image = await unpackImage();
    paths = image.entries.map(({ path }) => path);
  }, 120_000);

  afterAll(async () => {
    await image.remove();
  });

  it('has a bundle for each program, and no other', () => {
    const bundles = paths.filter((path) => /^joinery\/[^/]+$/.test(path) && !folders.has(path));

    expect(bundles.toSorted()).toEqual(programs.map((program) => `joinery/${program}.cjs`).toSorted());
  });

  it.for(programs.filter((program) => program !== 'joinery'))(
    'ends %s with a sentence when it is told nothing',
    async (program) => {
      const { exitCode, stdout, stderr } = await image.start([`${program}.cjs`]);

      expect({ exitCode, stdout }).toEqual({
        exitCode: deleteHooks.has(program) ? 0 : 2,
        stdout: expect.stringMatching(
          /^([A-Z][^:]*: )?Cannot read the configuration in JOINERY_CONFIG: it is not set\. [A-Z][^\n]*\.$/,
        ),
      });
      expect(stderr).not.toMatch(/^\s+at /m);
    },
  );

  it('has the command line, which needs a kubeconfig', async () => {
    const { exitCode, stdout, stderr } = await image.start(['joinery.cjs', 'members']);

    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^error: Cannot reach a cluster by kubeconfig: there is no file .*\n[A-Z].*\.\n/);
  });

  it('has the definitions of upstream kinds, as JSON', () => {
    const definitions = paths.filter((path) => path.startsWith('joinery/upstream-crds/'));

    expect(definitions).toContain('joinery/upstream-crds/clusterprofiles.multicluster.x-k8s.io.json');
    expect(definitions.filter((path) => !path.endsWith('.json'))).toEqual([]);
  });

  it('forbids code made of text', async () => {
    const { exitCode, stderr } = await image.start(['--eval', "new Function('return 1')"]);

    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('EvalError');
  });

  it('has every library that Node needs', async () => {
    const libraries = await image.listLibraries();

    expect(libraries.length).toBeGreaterThan(0);
    expect(libraries.filter((path) => !path.startsWith(image.root))).toEqual([]);
  });

  it('has no shell, no packages, no source maps and no sources', () => {
    const unwanted = /(^|\/)(sh|bash|dash|busybox|node_modules|package\.json)$|\.(map|ts)$/;

    expect(paths.filter((path) => unwanted.test(path))).toEqual([]);
  });

  it('has the licence of everything that is in it', () => {
    const licences = paths.filter((path) => /(licences\/.|LICENSE|copyright)/.test(path));

    expect(licences).toEqual(
      expect.arrayContaining(['joinery/licences/joinery', 'usr/local/share/doc/node/LICENSE']),
    );
    expect(licences.filter((path) => path.startsWith('usr/share/doc/'))).not.toEqual([]);
  });

  it('belongs to root, can be written by nobody else, and has no program with rights of its own', () => {
    const strange = image.entries.filter(
      ({ mode, owner }) => owner !== '0/0' || !/^[-d]rw[x-]r-[x-]r-[x-]$/.test(mode),
    );

    expect(strange).toEqual([]);
  });

  it('runs as a user with a number, which Kubernetes can tell from root', () => {
    expect(image.config.config.User).toBe('65532:65532');
  });

  it('starts Node in the folder of the bundles, so that a chart only names one', () => {
    const { Entrypoint, WorkingDir } = image.config.config;

    expect(WorkingDir).toBe('/joinery');
    expect(Entrypoint[0]).toBe('/usr/local/bin/node');
  });

  it('is smaller than 60 MB, compressed', () => {
    expect(image.summary.sizeBytes).toBeLessThan(60e6);
  });
});
