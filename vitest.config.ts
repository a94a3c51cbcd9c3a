import { defineConfig } from 'vitest/config';

/** Test layers by folder. `clusters`: needs the local clusters, shares them, and so runs one file at a time. */
const layers = {
  unit: {},
  contract: {},
  schemas: {},
  architecture: {},
  chart: {},
  image: {},
  integration: { clusters: true },
  e2e: { clusters: true },
} satisfies Record<string, { clusters?: true }>;

/** Nothing under test may be sent through a proxy that the machine happens to have. */
const withoutProxies = Object.fromEntries(
  ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'].flatMap((name) => [
    [name, ''],
    [name.toUpperCase(), ''],
  ]),
);

export default defineConfig({
  test: {
    env: withoutProxies,
    passWithNoTests: true,
    projects: Object.entries(layers).map(([name, { clusters = false }]: [string, { clusters?: boolean }]) => ({
      extends: true as const,
      test: {
        name,
        include: [`test/${name}/**/*.test.ts`],
        ...(clusters ? { fileParallelism: false, testTimeout: 120_000, hookTimeout: 120_000 } : {}),
      },
    })),
  },
});
