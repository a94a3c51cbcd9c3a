/** Folders that a folder may import from. What a folder has in itself is always allowed. */
export interface FolderRule {
  /** A `*` stands for any one name: each such folder is by itself. */
  readonly folder: string;
  readonly mayImport: readonly string[];
  /** Only types, which are gone at run time. */
  readonly mayImportTypes?: readonly string[];
  readonly because: string;
}

/** The first line that fits a file counts. */
export const folderRules: readonly FolderRule[] = [
  {
    folder: 'jobs/errors',
    mayImport: [],
    because: 'everything may throw, so errors know nothing of what throws them',
  },
  {
    folder: 'jobs/core',
    mayImport: ['jobs/errors'],
    because: 'the core is pure: it can be tested, and trusted, without a world',
  },
  {
    folder: 'jobs/ports',
    mayImport: ['jobs/errors'],
    mayImportTypes: ['jobs/core'],
    because: 'a port is an interface in the words of the core, and has no behaviour',
  },
  {
    folder: 'jobs/workflows',
    mayImport: ['jobs/core', 'jobs/ports', 'jobs/errors'],
    because: 'a workflow meets the world through ports only, so that tests can end it between any two writes',
  },
  {
    folder: 'jobs/adapters/kubeconfig',
    mayImport: ['jobs/errors'],
    mayImportTypes: ['jobs/adapters/kubernetes'],
    because: 'it is another way to connect for the one client of Kubernetes there is',
  },
  {
    folder: 'jobs/adapters/*',
    mayImport: ['jobs/core', 'jobs/ports', 'jobs/errors'],
    because: 'an adapter is one technology behind a port; what needs two of them belongs to app',
  },
  {
    folder: 'jobs/app',
    mayImport: ['jobs/workflows', 'jobs/adapters', 'jobs/core', 'jobs/ports', 'jobs/errors'],
    because: 'app puts programs together and is used by entry points only',
  },
  {
    folder: 'jobs/entrypoints',
    mayImport: ['jobs/app', 'jobs/adapters/json-log'],
    because: 'an entry point connects app with the process, and has no branch worth a test',
  },
  {
    folder: 'ci/bench',
    mayImport: ['jobs', 'test/builders', 'test/fakes', 'test/integration', 'ci'],
    because: 'a benchmark runs programs in the surroundings tests have, on the clusters commands start',
  },
  {
    folder: 'ci',
    mayImport: [],
    because: 'commands work on a tree whose programs and tests are broken',
  },
  {
    folder: 'test/builders',
    mayImport: ['jobs', 'test/fakes'],
    because: 'what unit tests are made of needs no cluster and no build',
  },
  {
    folder: 'test/fakes',
    mayImport: ['jobs', 'test/builders'],
    because: 'what unit tests are made of needs no cluster and no build',
  },
  {
    folder: 'test/unit',
    mayImport: ['jobs', 'test/builders', 'test/fakes'],
    because: 'a unit test needs no cluster and no build, and lends nothing to others',
  },
  {
    folder: 'test/crash',
    mayImport: ['jobs', 'test/builders', 'test/fakes'],
    because: 'programs are ended in memory, a thousand times in a few seconds',
  },
];

/** Packages, and what else has no path, that programs may use, and where. What has no line here is not for programs. */
export interface PackageRule {
  readonly packages: readonly string[];
  /** Only these names of it; all when left out. */
  readonly names?: readonly string[];
  readonly onlyIn: readonly string[];
  readonly because: string;
}

export const packageRules: readonly PackageRule[] = [
  {
    packages: ['node:crypto'],
    names: [
      '*',
      'default',
      'generateKeyPair',
      'generateKeyPairSync',
      'randomBytes',
      'randomInt',
      'randomUUID',
      'webcrypto',
    ],
    onlyIn: ['jobs/adapters/system', 'jobs/adapters/certificates'],
    because: 'randomness is a port, so that a test can repeat a run',
  },
  {
    packages: ['node:crypto', 'node:util', 'node:zlib'],
    onlyIn: ['jobs'],
    because: 'they compute and touch nothing',
  },
  {
    packages: ['node:events', 'node:stream'],
    onlyIn: ['jobs/adapters'],
    because: 'streams are how the world arrives; behind the ports there are values',
  },
  {
    packages: ['node:timers/promises'],
    onlyIn: ['jobs/adapters/system'],
    because: 'time is a port, so that a test can advance it by hand',
  },
  {
    packages: ['node:fs', 'node:fs/promises', 'node:path'],
    onlyIn: ['jobs/adapters', 'jobs/entrypoints'],
    because: 'files are the world',
  },
  {
    packages: ['node:dns/promises', 'node:net', 'node:tls'],
    onlyIn: ['jobs/adapters'],
    because: 'the network is the world',
  },
  {
    packages: ['node:http', 'node:https'],
    onlyIn: ['jobs/adapters/http-server', 'jobs/adapters/http-client', 'jobs/adapters/kubernetes'],
    because: 'one folder serves HTTP and two send requests; errors are translated once, there',
  },
  {
    packages: ['undici'],
    onlyIn: ['jobs/adapters/kubeconfig'],
    because:
      'the command line goes through proxies as kubectl does; what runs in pods is as small as Node allows',
  },
  {
    packages: ['@kubernetes/client-node/dist/config.js'],
    onlyIn: ['jobs/adapters/kubeconfig'],
    because: 'the command line reads a kubeconfig as kubectl does; programs in pods have none',
  },
  {
    packages: ['commander'],
    onlyIn: ['jobs/app/command-line'],
    because: 'one program has arguments',
  },
  {
    packages: ['yaml'],
    onlyIn: ['jobs/app/command-line', 'jobs/core/distribution'],
    because: 'people write manifests in it, and read results in it; between programs there is JSON',
  },
  {
    packages: ['handlebars/dist/cjs/handlebars/compiler/base.js'],
    onlyIn: ['jobs/core/distribution'],
    because: 'only its parser: what compiles templates makes code of text',
  },
  {
    packages: ['node:stream/consumers'],
    onlyIn: ['jobs/adapters', 'jobs/entrypoints'],
    because: 'streams are how the world arrives; standard input is the process',
  },
  {
    packages: ['@peculiar/x509', 'reflect-metadata'],
    onlyIn: ['jobs/adapters/certificates'],
    because: 'one folder makes certificates, behind a port of its own',
  },
  {
    packages: ['prom-client'],
    onlyIn: ['jobs/adapters/prometheus'],
    because: 'metrics are a port, and their names are in one list',
  },
  {
    packages: ['jose'],
    onlyIn: ['jobs/core/protocol', 'jobs/core/sealing'],
    because: 'what is signed and what is sealed, and how, is decided in one place each',
  },
  {
    packages: ['#validators/*'],
    onlyIn: ['jobs/app', 'jobs/adapters', 'jobs/workflows'],
    because: 'a document is validated where it enters; the core gets values',
  },
];

/** Names of the platform that give a program the world, and where they may be used. */
export interface WorldRule {
  readonly mentions: readonly string[];
  readonly onlyIn: readonly string[];
  readonly because: string;
}

export const worldRules: readonly WorldRule[] = [
  {
    mentions: ['process', 'globalThis'],
    onlyIn: ['jobs/entrypoints'],
    because: 'everything else is passed in, so that it runs in a test as in a pod',
  },
  {
    mentions: [
      'new Date()',
      'Date.now',
      'performance',
      'setTimeout',
      'setInterval',
      'setImmediate',
      'AbortSignal.timeout',
    ],
    onlyIn: ['jobs/adapters/system', 'jobs/entrypoints'],
    because: 'time is a port, so that a test can advance it by hand',
  },
  {
    mentions: ['Math.random', 'crypto'],
    onlyIn: [],
    because: 'randomness is a port, so that a test can repeat a run',
  },
  {
    mentions: ['fetch'],
    onlyIn: [],
    because: 'it follows redirects and takes answers of any size',
  },
  {
    mentions: ['console'],
    onlyIn: [],
    because: 'a log line is JSON, from the logger that is passed in',
  },
];
