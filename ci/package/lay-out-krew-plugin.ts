import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { packLayer } from '../image/pack-layer.ts';
import { inRepository } from '../runner/repository-root.ts';
import { writeFileAtomically } from '../runner/write-file-atomically.ts';
import { oldestNode, packageFolder, readPackage } from './lay-out-package.ts';

/** What `kubectl krew install --manifest=joinery.yaml --archive=joinery.tar.gz` takes. */
export const krewFolder = inRepository('build', 'krew');

/** A name that leads nowhere, for as long as the archive is not published. */
const nowhere = 'https://joinery.invalid';

/**
 * Packs the npm package as it is laid out into an archive, and writes the manifest by which krew installs it.
 *
 * @param downloadUrl The folder where the archive is to be published.
 */
export async function layOutKrewPlugin(downloadUrl = nowhere): Promise<void> {
  await rm(krewFolder, { recursive: true, force: true });
  await mkdir(krewFolder, { recursive: true });
  const { content, digest } = await packLayer(packageFolder);
  writeFileAtomically(join(krewFolder, 'joinery.tar.gz'), content);
  const { name, version, description } = readPackage();
  const manifest = {
    apiVersion: 'krew.googlecontainertools.github.com/v1alpha2',
    kind: 'Plugin',
    metadata: { name },
    spec: {
      version: `v${version}`,
      shortDescription: 'Join clusters into one set and look after it',
      description: `${description}.`,
      caveats: `Needs Node ${oldestNode} or later as "node" in the PATH.`,
      platforms: [
        {
          selector: { matchExpressions: [{ key: 'os', operator: 'In', values: ['darwin', 'linux'] }] },
          uri: `${downloadUrl}/joinery-${version}.tar.gz`,
          sha256: digest.replace('sha256:', ''),
          bin: 'joinery.cjs',
        },
      ],
    },
  };
  writeFileAtomically(join(krewFolder, 'joinery.yaml'), stringify(manifest));
}
