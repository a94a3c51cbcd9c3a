import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { execa } from 'execa';
import { writeFileAtomically } from '../runner/write-file-atomically.ts';
import { cacheFolder } from '../tools/cache-folder.ts';

/** A layer of the image: gzip over tar. */
export interface Layer {
  readonly content: Uint8Array;
  readonly digest: string;
  /** Digest of the tar itself, which the image configuration names. */
  readonly diffId: string;
}

const sameForAll = [
  '--sort=name',
  '--format=ustar',
  '--mtime=@0',
  '--owner=0',
  '--group=0',
  '--numeric-owner',
  '--mode=a=rX,u+w',
];

/** Packs a folder. The same files give the same bytes; a layer packed before comes from the cache folder. */
export async function packLayer(folder: string): Promise<Layer> {
  const { stdout: tar } = await execa('tar', ['--create', `--directory=${folder}`, ...sameForAll, '.'], {
    encoding: 'buffer',
    maxBuffer: 1024 ** 3,
  });
  const diffId = sha256(tar);
  const cached = join(cacheFolder(), 'image-layers', `${diffId.replace(':', '-')}.tar.gz`);
  if (!existsSync(cached)) writeFileAtomically(cached, await promisify(gzip)(tar, { level: 6 }));
  const content = readFileSync(cached);
  return { content, digest: sha256(content), diffId };
}

/** Digest in the form the OCI specification writes it. */
export function sha256(content: Uint8Array | string): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}
