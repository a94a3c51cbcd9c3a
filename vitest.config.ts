import { defineConfig } from 'vitest/config';

interface Layer {
  /** One file at a time: a file may change what others rely on. */
  readonly clusters?: true;
  /** Files share their modules: nothing under test keeps state in one, and loading them takes longer than the tests. */
  readonly pure?: true;
  /** Its tests run side by side and each waits for all. */
  readonly together?: true;
  /** Whether the primary is installed before the first file. */
  readonly primary?: true;
}

/** Test layers by folder. */
const layers = {
  unit: { pure: true },
  contract: { pure: true },
  crash: { pure: true, together: true },
  schemas: { pure: true },
  architecture: {},
  chart: {},
  image: {},
  integration: { clusters: true },
  e2e: { clusters: true, primary: true },
  drills: { clusters: true, primary: true },
} satisfies Record<string, Layer>;

/** Nothing under test may be sent through a proxy that the machine happens to have. */
const withoutProxies = Object.fromEntries(
  ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'].flatMap((name) => [
    [name, ''],
    [name.toUpperCase(), ''],
  ]),
);

/** Key operations are done one after the other, so that a fake clock knows when all of them are done. */
const oneThread = { UV_THREADPOOL_SIZE: '1' };

export default defineConfig({
  test: {
    env: { ...withoutProxies, ...oneThread },
    // Of tests that say they may run side by side; those wait for the same clock.
    maxConcurrency: 100,
    passWithNoTests: true,
    projects: Object.entries(layers).map(
      ([name, { pure, together, clusters, primary }]: [string, Layer]) => ({
        extends: true as const,
        test: {
          name,
          include: [`test/${name}/**/*.test.ts`],
          ...(pure ? { isolate: false } : {}),
          ...(together ? { testTimeout: 60_000, hookTimeout: 60_000 } : {}),
          ...(clusters ? { testTimeout: 180_000, hookTimeout: 180_000, fileParallelism: false } : {}),
          ...(primary ? { globalSetup: 'test/releases/install-shared-primary.ts' } : {}),
        },
      }),
    ),
  },
});
