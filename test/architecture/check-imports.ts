import { posix } from 'node:path';
import { folderRules, packageRules, worldRules } from './import-table.ts';
import { type Code, type Import, parseCode } from './parse-code.ts';
import { isIn, type SourceFile } from './source-file.ts';

/** Checks code against the import table. @returns One sentence for each breach, with the reason of the line. */
export function checkImports(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const code = parseCode(file);
    return [
      ...code.imports.flatMap((taken) => checkImport(file.path, taken)),
      ...(isIn(file.path, 'jobs') ? checkWorld(file.path, code) : []),
    ];
  });
}

function checkImport(path: string, taken: Import): string[] {
  if (taken.specifier.startsWith('.')) return checkFolder(path, taken);
  if (path === 'ci/start.mjs' && !taken.specifier.startsWith('node:')) {
    return [`${path} imports ${taken.specifier}: it runs before anything is installed`];
  }
  return isIn(path, 'jobs') ? checkPackage(path, taken) : [];
}

function checkFolder(path: string, { specifier, isTypeOnly }: Import): string[] {
  const target = posix.join(posix.dirname(path), specifier);
  const rule = folderRules.find(({ folder }) => isIn(path, folder));
  if (rule === undefined) return [];
  const own = path.split('/').slice(0, rule.folder.split('/').length).join('/');
  const allowed = [own, ...rule.mayImport, ...(isTypeOnly ? (rule.mayImportTypes ?? []) : [])];
  return allowed.some((folder) => isIn(target, folder)) ? [] : [`${path} imports ${target}: ${rule.because}`];
}

function checkPackage(path: string, taken: Import): string[] {
  const rule = packageRules.find(({ packages, names }) => {
    const isNamed = packages.includes(taken.specifier.replace(/^(#[^/]+)\/.*/, '$1/*'));
    return isNamed && (names === undefined || names.some((name) => taken.names.includes(name)));
  });
  if (rule === undefined)
    return [`${path} imports ${taken.specifier}: no line of the import table allows it`];
  // Not in the program any more, and described in one place all the same.
  if (taken.isTypeOnly && taken.specifier.startsWith('#')) return [];
  return rule.onlyIn.some((folder) => isIn(path, folder))
    ? []
    : [`${path} imports ${taken.specifier}: ${rule.because}`];
}

function checkWorld(path: string, { mentions }: Code): string[] {
  return worldRules.flatMap((rule) => {
    if (rule.onlyIn.some((folder) => isIn(path, folder))) return [];
    return rule.mentions
      .filter((mention) => mentions.has(mention))
      .map((mention) => `${path} uses ${mention}: ${rule.because}`);
  });
}
