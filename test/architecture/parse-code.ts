import { parseAst } from 'rolldown/parseAst';
import type { SourceFile } from './source-file.ts';

export interface Import {
  /** What stands behind `from`. */
  readonly specifier: string;
  /** Gone once types are stripped. */
  readonly isTypeOnly: boolean;
  /** Names it takes, in the words of the other file; `*` for everything. */
  readonly names: readonly string[];
}

/** What a file of code takes from elsewhere. */
export interface Code {
  readonly imports: readonly Import[];
  /** Every name it mentions, and every path of names: `it`, `it.skip`, `Date.now`, `new Date()`. */
  readonly mentions: ReadonlySet<string>;
}

/** As the parser gives it (ESTree, with types as in typescript-estree). */
interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Parses TypeScript or JavaScript. Comments and the contents of texts do not count. */
export function parseCode({ text }: SourceFile): Code {
  const imports: Import[] = [];
  const mentions = new Set<string>();
  const visit = (node: Node): void => {
    const taken = importOf(node);
    if (taken !== undefined) imports.push(taken);
    if (node.type === 'ImportDeclaration') return;
    const mention = mentionOf(node);
    if (mention !== undefined) mentions.add(mention);
    for (const child of childrenOf(node)) visit(child);
  };
  visit(parseAst(text, { lang: 'ts' }) as unknown as Node);
  return { imports, mentions };
}

function importOf(node: Node): Import | undefined {
  const specifier = isNode(node['source']) ? node['source']['value'] : undefined;
  if (typeof specifier !== 'string') return undefined;
  const specifiers = (node['specifiers'] ?? []) as Node[];
  const kinds = [node, ...specifiers].map((each) => each['importKind'] ?? each['exportKind'] ?? 'value');
  const [own, ...each] = kinds;
  return {
    specifier,
    isTypeOnly:
      own === 'type' ||
      node.type === 'TSImportType' ||
      (each.length > 0 && each.every((kind) => kind === 'type')),
    names: specifiers.length === 0 ? ['*'] : specifiers.map(nameOf),
  };
}

function nameOf(specifier: Node): string {
  if (specifier.type === 'ImportDefaultSpecifier') return 'default';
  const name = specifier.type === 'ExportSpecifier' ? specifier['local'] : specifier['imported'];
  return isNode(name) ? String(name['name']) : '*';
}

function mentionOf(node: Node): string | undefined {
  switch (node.type) {
    case 'Identifier':
      return String(node['name']);
    case 'NewExpression': {
      const callee = mentionOf(node['callee'] as Node);
      return (node['arguments'] as Node[]).length === 0 ? `new ${callee}()` : undefined;
    }
    // Calls and templates in between, as in it.for([…]).only, do not break a path.
    case 'CallExpression':
      return mentionOf(node['callee'] as Node);
    case 'TaggedTemplateExpression':
      return mentionOf(node['tag'] as Node);
    case 'MemberExpression': {
      const object = mentionOf(node['object'] as Node);
      const property = node['property'] as Node;
      return object === undefined || node['computed'] === true
        ? undefined
        : `${object}.${String(property['name'])}`;
    }
    default:
      return undefined;
  }
}

function childrenOf(node: Node): Node[] {
  const isNameOnly = (field: string): boolean =>
    node['computed'] !== true &&
    (field === 'key' || (field === 'property' && node.type === 'MemberExpression'));
  return Object.entries(node)
    .filter(([field]) => !isNameOnly(field))
    .flatMap(([, value]) => value)
    .filter(isNode);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}
