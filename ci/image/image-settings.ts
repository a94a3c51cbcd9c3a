import { readFileSync } from 'node:fs';
import { inRepository } from '../runner/repository-root.ts';

const { version, description, license } = JSON.parse(readFileSync(inRepository('package.json'), 'utf8')) as {
  version: string;
  description: string;
  license: string;
};

/** What the chart asks for by default. */
export const imageName = `docker.io/joinery/joinery:${version}`;

/** How the image is started, in the words of the OCI image configuration. `Containerfile` says the same. */
export const imageSettings = {
  User: '65532:65532',
  WorkingDir: '/joinery',
  Env: ['PATH=/usr/local/bin', 'NODE_ENV=production'],
  Entrypoint: ['/usr/local/bin/node', '--disallow-code-generation-from-strings', '--max-semi-space-size=1'],
  Labels: {
    'org.opencontainers.image.description': description,
    'org.opencontainers.image.licenses': license,
    'org.opencontainers.image.title': 'joinery',
    'org.opencontainers.image.version': version,
  },
} as const;
