import { globSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { buildImage } from '../../ci/image/build-image.ts';
import { imageFolder } from '../../ci/image/lay-out-trees.ts';
import type { WrittenImage } from '../../ci/image/write-archive.ts';

/** The image, read back from the OCI layout that is given to others. */
export interface UnpackedImage {
  readonly summary: WrittenImage;
  readonly config: ImageConfig;
  /** What is in the layers, lowest first, as the archives describe it. */
  readonly entries: readonly ImageEntry[];
  /** Folder with the files of all layers. */
  readonly root: string;
  /** Starts the image's entry point with arguments and an empty environment. */
  start(programArguments: readonly string[]): Promise<ProgramResult>;
  /** Paths of the libraries that the entry point would load. */
  listLibraries(): Promise<string[]>;
  remove(): Promise<void>;
}

/** A file or folder of a layer. */
interface ImageEntry {
  /** Without a slash at the beginning or the end; empty for the root. */
  readonly path: string;
  /** As `ls` shows it, such as `-rwxr-xr-x`. */
  readonly mode: string;
  /** Numbers of user and group, such as `0/0`. */
  readonly owner: string;
}

/** Part of the OCI image configuration. */
interface ImageConfig {
  readonly config: {
    readonly User: string;
    readonly WorkingDir: string;
    readonly Env: readonly string[];
    readonly Entrypoint: readonly [program: string, ...flags: string[]];
    readonly Labels: Readonly<Record<string, string>>;
  };
}

interface ProgramResult {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

interface Described {
  readonly digest: string;
}

/** Builds the image when it is not the newest, and unpacks it as a container runtime does. */
export async function unpackImage(): Promise<UnpackedImage> {
  const summary = await buildImage(() => undefined);
  const manifest = readBlob(summary) as { config: Described; layers: readonly Described[] };
  const layers = manifest.layers.map(blobPath);
  const config = readBlob(manifest.config) as ImageConfig;
  const root = await mkdtemp(join(tmpdir(), 'joinery-image-'));
  for (const layer of layers)
    await execa('tar', ['--extract', '--gzip', `--file=${layer}`, `--directory=${root}`]);
  const entries = await Promise.all(layers.map(listEntries));

  const [program, ...flags] = config.config.Entrypoint;
  const load = async (loaderFlags: readonly string[], programArguments: readonly string[]) =>
    execa(findLoader(root), [...loaderFlags, join(root, program), ...programArguments], {
      cwd: join(root, config.config.WorkingDir),
      env: {},
      extendEnv: false,
      reject: false,
    });
  const ownLibraries = [
    '--inhibit-cache',
    '--library-path',
    globSync(join(root, 'lib/*-linux-gnu')).join(':'),
  ];
  return {
    summary,
    config,
    entries: entries.flat(),
    root,
    start: async (programArguments) => {
      const { exitCode, stdout, stderr } = await load(ownLibraries, [...flags, ...programArguments]);
      return { exitCode, stdout, stderr };
    },
    listLibraries: async () => {
      const { stdout } = await load(['--list', ...ownLibraries], []);
      return [...stdout.matchAll(/=> (.+) \(0x/g)].map(([, path = '']) => path);
    },
    remove: async () => rm(root, { recursive: true }),
  };
}

function findLoader(root: string): string {
  const [loader] = globSync(join(root, 'lib*/ld-linux-*'));
  if (loader === undefined) throw new Error('Cannot start a program of the image: it has no loader');
  return loader;
}

async function listEntries(layer: string): Promise<ImageEntry[]> {
  const { stdout } = await execa('tar', [
    '--list',
    '--verbose',
    '--numeric-owner',
    '--gzip',
    `--file=${layer}`,
  ]);
  return [...stdout.matchAll(/^(\S+) (\S+) +\d+ \S+ \S+ \.\/(.*?)\/?$/gm)].map(
    ([, mode = '', owner = '', path = '']) => ({
      path,
      mode,
      owner,
    }),
  );
}

function blobPath({ digest }: Described): string {
  return join(imageFolder, 'oci', 'blobs', digest.replace(':', '/'));
}

function readBlob(described: Described): unknown {
  return JSON.parse(readFileSync(blobPath(described), 'utf8'));
}
