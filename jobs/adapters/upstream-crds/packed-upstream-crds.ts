import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from '../../core/kubernetes/manifest.ts';
import type { UpstreamCrds } from '../../ports/upstream-crds.ts';

/** Where the image has them. */
const packedFolder = '/joinery/upstream-crds';

/** The definitions that are in the image: `<name>.json` in one folder. */
export class PackedUpstreamCrds implements UpstreamCrds {
  readonly #folder: string;

  constructor(folder = packedFolder) {
    this.#folder = folder;
  }

  async read(name: string): Promise<Manifest> {
    return JSON.parse(await readFile(join(this.#folder, `${name}.json`), 'utf8')) as Manifest;
  }
}
