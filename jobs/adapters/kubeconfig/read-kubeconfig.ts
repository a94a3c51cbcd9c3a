import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
// Only this module: the package's index takes in the whole generated client.
import { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import { ContextInvalid } from './errors.ts';

/** Where to look for a kubeconfig, and which context of it to use. */
export interface KubeconfigChoice {
  /** The file named on the command line. */
  readonly path?: string | undefined;
  /** The current one when left out. */
  readonly context?: string | undefined;
  /** `KUBECONFIG` and the home folder are read from it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads the kubeconfig that `kubectl` would read, and selects the context. Of several files the first to
 * name something wins.
 *
 * @throws {ContextInvalid} No file, no such context, or a file that cannot be read.
 */
export function readKubeconfig({ path, context, environment }: KubeconfigChoice): KubeConfig {
  const paths = path === undefined ? listPaths(environment) : [path];
  const present = paths.filter((file) => existsSync(file));
  if (present.length === 0) throw new ContextInvalid(`there is no file ${paths.join(' or ')}`);
  const merged = mergeFirstWins(present.map(readFile));
  if (context !== undefined) merged.setCurrentContext(context);
  assertUsable(merged);
  return merged;
}

function listPaths(environment: KubeconfigChoice['environment']): string[] {
  const named = (environment['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '');
  if (named.length > 0) return named;
  const home = environment['HOME'] ?? environment['USERPROFILE'] ?? '';
  return [join(home, '.kube', 'config')];
}

function readFile(path: string): KubeConfig {
  const config = new KubeConfig();
  try {
    config.loadFromFile(path);
  } catch {
    // The parser's message would quote the file, which holds credentials.
    throw new ContextInvalid(`the file ${path} cannot be read as a kubeconfig`);
  }
  return config;
}

function mergeFirstWins(configs: readonly KubeConfig[]): KubeConfig {
  const merged = new KubeConfig();
  merged.loadFromOptions({
    clusters: keepFirst(configs.flatMap(({ clusters }) => clusters)),
    users: keepFirst(configs.flatMap(({ users }) => users)),
    contexts: keepFirst(configs.flatMap(({ contexts }) => contexts)),
    currentContext: configs.map((config) => config.getCurrentContext()).find(Boolean) ?? '',
  });
  return merged;
}

function keepFirst<T extends { readonly name: string }>(named: readonly T[]): T[] {
  return [...new Map(named.toReversed().map((item) => [item.name, item])).values()].toReversed();
}

function assertUsable(config: KubeConfig): void {
  const name = config.getCurrentContext();
  if (name === '') throw new ContextInvalid('no context is selected');
  if (config.getContextObject(name) === null) throw new ContextInvalid(`there is no context "${name}"`);
  if (config.getCurrentCluster() === null) throw new ContextInvalid(`context "${name}" names no cluster`);
  // Only the name would be sent, not the groups that may go with it: that is somebody else.
  if (config.getCurrentUser()?.impersonateUser !== undefined) {
    throw new ContextInvalid(`the user of context "${name}" impersonates another, which is not supported`);
  }
}
