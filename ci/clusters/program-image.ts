import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

export interface ProgramImage {
  /** Full name with tag. */
  readonly name: string;
  /** A statically linked program: it is all there is in the image. */
  readonly program: string;
  /** Where it is in the image. */
  readonly entrypoint: string;
}

/** Writes an image of one program as a docker archive. */
export async function writeProgramImage(image: ProgramImage, archive: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'joinery-image-'));
  try {
    await mkdir(join(folder, 'root'));
    await copyFile(image.program, join(folder, 'root', image.entrypoint));
    await pack(join(folder, 'root'), join(folder, 'layer.tar'), [`.${image.entrypoint}`]);
    const layer = await readFile(join(folder, 'layer.tar'));
    const config = {
      architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
      os: 'linux',
      config: { Entrypoint: [image.entrypoint] },
      rootfs: { type: 'layers', diff_ids: [`sha256:${createHash('sha256').update(layer).digest('hex')}`] },
    };
    const manifest = [{ Config: 'config.json', RepoTags: [image.name], Layers: ['layer.tar'] }];
    await writeFile(join(folder, 'config.json'), JSON.stringify(config));
    await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
    await pack(folder, archive, ['manifest.json', 'config.json', 'layer.tar']);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function pack(folder: string, archive: string, files: readonly string[]): Promise<void> {
  const sameForAll = ['--owner=0', '--group=0', '--numeric-owner', '--mtime=@0', '--mode=a+rX,u+w,go-w'];
  await execa('tar', ['--create', `--file=${archive}`, `--directory=${folder}`, ...sameForAll, ...files]);
}
