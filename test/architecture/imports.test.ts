import { describe, expect, it } from 'vitest';
import { checkImports } from './check-imports.ts';
import { readSourceFiles } from './source-file.ts';

describe('checkImports()', () => {
  it('finds nothing in this tree', () => {
    expect(checkImports(readSourceFiles('{jobs,ci,test}/**/*.{ts,mjs}'))).toEqual([]);
  });

  it.for([
    ['errors that know a port', 'jobs/errors/a.ts', "import { b } from '../ports/b.ts';"],
    ['a core that knows a workflow', 'jobs/core/a/a.ts', "import type { B } from '../../workflows/b.ts';"],
    ['a port that runs core code', 'jobs/ports/a.ts', "import { b } from '../core/b/b.ts';"],
    ['a port that re-exports core code', 'jobs/ports/a.ts', "export { b } from '../core/b/b.ts';"],
    [
      'a workflow that knows an adapter',
      'jobs/workflows/a/a.ts',
      "import { b } from '../../adapters/system/b.ts';",
    ],
    [
      'a workflow that loads an adapter late',
      'jobs/workflows/a.ts',
      "await import('../adapters/system/b.ts');",
    ],
    ['an adapter that knows another', 'jobs/adapters/a/a.ts', "import { b } from '../b/b.ts';"],
    [
      'app that knows an entry point',
      'jobs/app/a.ts',
      "import { run } from '../entrypoints/process/run.ts';",
    ],
    [
      'an entry point that runs a workflow',
      'jobs/entrypoints/a.ts',
      "import { b } from '../workflows/b/b.ts';",
    ],
    ['a program that knows a test', 'jobs/app/a.ts', "import { b } from '../../test/fakes/b.ts';"],
    ['a program that knows a command', 'jobs/app/a.ts', "import { b } from '../../ci/image/b.ts';"],
    ['a command that knows a program', 'ci/image/a.ts', "import type { B } from '../../jobs/app/b.ts';"],
    ['a command that knows a test', 'ci/runner/a.ts', "import { b } from '../../test/builders/b.ts';"],
    [
      'a unit test that needs a cluster',
      'test/unit/a.test.ts',
      "import { b } from '../../ci/clusters/b.ts';",
    ],
    ['a start script that needs a package', 'ci/start.mjs', "import { execa } from 'execa';"],
    ['Ajv in a program', 'jobs/app/a.ts', "import { Ajv } from 'ajv';"],
    [
      'a server outside of http-server',
      'jobs/adapters/certificates/a.ts',
      "import { createServer } from 'node:http';",
    ],
    ['Hono in a workflow', 'jobs/workflows/a.ts', "import type { Context } from 'hono';"],
    ['undici in app', 'jobs/app/a.ts', "import { Agent } from 'undici';"],
    ['jose outside of the protocol', 'jobs/core/join-token/a.ts', "import { base64url } from 'jose';"],
    ['files in the core', 'jobs/core/a/a.ts', "import { readFileSync } from 'node:fs';"],
    ['randomness in the core', 'jobs/core/a/a.ts', "import { createHmac, randomBytes } from 'node:crypto';"],
    ['all of crypto at once', 'jobs/core/a/a.ts', "import * as crypto from 'node:crypto';"],
    ['a validator in the core', 'jobs/core/a/a.ts', "import isA from '#validators/a';"],
    ['the environment in a workflow', 'jobs/workflows/a.ts', 'export const { HOME } = process.env;'],
    ['the clock in the core', 'jobs/core/a/a.ts', 'export const now = () => new Date();'],
    ['the clock in an adapter', 'jobs/adapters/kubernetes/a.ts', 'export const now = () => Date.now();'],
    ['a timer in a workflow', 'jobs/workflows/a.ts', 'setTimeout(() => undefined, 1);'],
    ['a random number', 'jobs/adapters/system/a.ts', 'export const a = Math.random();'],
    ['fetch', 'jobs/adapters/http-client/a.ts', "await fetch('https://hub.example.com');"],
    ['console', 'jobs/entrypoints/a.ts', "console.log('hello');"],
  ] as const)('refuses %s', ([, path, text]) => {
    expect(checkImports([{ path, text }])).toEqual([expect.stringContaining(`${path} `)]);
  });

  it.for([
    ['a port with types of the core', 'jobs/ports/a.ts', "import type { B } from '../core/b/b.ts';"],
    ['an instant made of text', 'jobs/core/a/a.ts', 'export const a = new Date("2026-11-20T12:00:00Z");'],
    [
      'a property with the name of a global',
      'jobs/core/a/a.ts',
      'export const a = (b: { fetch(): void }) => b.fetch();',
    ],
    ['a global in a comment', 'jobs/core/a/a.ts', '// Reads no process.env.'],
    ['a hash', 'jobs/core/a/a.ts', "import { createHash } from 'node:crypto';"],
    ['the type of a document', 'jobs/core/a/a.ts', "import type { A } from '#validators/a';"],
  ] as const)('allows %s', ([, path, text]) => {
    expect(checkImports([{ path, text }])).toEqual([]);
  });

  it('tells the reason', () => {
    const file = { path: 'jobs/core/a/a.ts', text: "import { readFileSync } from 'node:fs';" };

    expect(checkImports([file])).toEqual(['jobs/core/a/a.ts imports node:fs: files are the world']);
  });
});
