import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { imageName, imageSettings } from './image-settings.ts';
import { type Layer, sha256 } from './pack-layer.ts';

const mediaTypes = {
  config: 'application/vnd.oci.image.config.v1+json',
  index: 'application/vnd.oci.image.index.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
} as const;

/** What `docker inspect` and `crictl images` show of the result. */
export interface WrittenImage {
  readonly name: string;
  /** Digest of the manifest. */
  readonly digest: string;
  /** Sum of the compressed layers. */
  readonly sizeBytes: number;
}

/**
 * Writes the image as an OCI layout (OCI image-spec 1.1) in a folder, and the same folder as one archive. The archive
 * also has the manifest.json of `docker save`, so that `ctr image import`, `docker load` and `podman load` take it.
 */
export async function writeArchive(
  layers: readonly Layer[],
  layout: string,
  archive: string,
): Promise<WrittenImage> {
  const blobs = join(layout, 'blobs', 'sha256');
  await rm(layout, { recursive: true, force: true });
  await mkdir(blobs, { recursive: true });

  const config = JSON.stringify(buildConfig(layers));
  const manifest = JSON.stringify(buildManifest(config, layers));
  for (const blob of [config, manifest, ...layers.map(({ content }) => content)]) {
    await writeFile(join(blobs, hex(sha256(blob))), blob);
  }
  await writeFile(join(layout, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
  await writeFile(join(layout, 'index.json'), JSON.stringify(buildIndex(manifest)));
  await writeFile(join(layout, 'manifest.json'), JSON.stringify(buildDockerManifest(config, layers)));
  await execa('tar', [
    '--create',
    `--file=${archive}`,
    `--directory=${layout}`,
    '--sort=name',
    '--mtime=@0',
    '.',
  ]);

  const sizeBytes = layers.reduce((sum, { content }) => sum + content.length, 0);
  return { name: imageName, digest: sha256(manifest), sizeBytes };
}

function buildConfig(layers: readonly Layer[]) {
  return {
    architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
    os: 'linux',
    config: imageSettings,
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
  };
}

function buildManifest(config: string, layers: readonly Layer[]) {
  return {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: { mediaType: mediaTypes.config, digest: sha256(config), size: Buffer.byteLength(config) },
    layers: layers.map(({ digest, content }) => ({
      mediaType: mediaTypes.layer,
      digest,
      size: content.length,
    })),
  };
}

function buildIndex(manifest: string) {
  // containerd takes the name from the first annotation, other tools the tag from the second.
  const annotations = {
    'io.containerd.image.name': imageName,
    'org.opencontainers.image.ref.name': imageName.replace(/^.*:/, ''),
  };
  const described = {
    mediaType: mediaTypes.manifest,
    digest: sha256(manifest),
    size: Buffer.byteLength(manifest),
  };
  return { schemaVersion: 2, mediaType: mediaTypes.index, manifests: [{ ...described, annotations }] };
}

function buildDockerManifest(config: string, layers: readonly Layer[]) {
  const Layers = layers.map(({ digest }) => blobPath(digest));
  return [{ Config: blobPath(sha256(config)), RepoTags: [imageName.replace('docker.io/', '')], Layers }];
}

function blobPath(digest: string): string {
  return `blobs/sha256/${hex(digest)}`;
}

function hex(digest: string): string {
  return digest.replace('sha256:', '');
}
