import { parse } from 'handlebars/dist/cjs/handlebars/compiler/base.js';
import { isMap } from './check-manifest.ts';
import {
  callHelper,
  evaluateIfKnown,
  renderText,
  type TemplateNames,
  TemplateTrouble,
} from './template-expression.ts';

/** What is wrong with a template, and where. */
export interface TemplateFinding {
  readonly reason: TemplateTrouble['reason'];
  /** JSON Pointer of the leaf. */
  readonly place: string;
  /** Completes the sentence "Cannot fill in /data/region: …". */
  readonly found: string;
}

/** A value with what is wrong with it; where something is, the value is not to be used. */
export interface Filled {
  readonly value: unknown;
  readonly findings: readonly TemplateFinding[];
}

/** A leaf that has to be filled in. */
class Leaf {
  readonly program: hbs.AST.Program;

  constructor(program: hbs.AST.Program) {
    this.program = program;
  }
}

/** Braces in one leaf, and parentheses between two of them: reading takes longer by the square of them. */
const maxBraces = 256;
const maxParentheses = 16;

/** A filled-in leaf is not longer than an object may be, in characters. */
const maxLeafLength = 1024 * 1024;

/**
 * A value with Handlebars in its text leaves. Only leaves are templates, never keys, and a filled-in text stays one
 * text whatever is in it: nothing of it becomes YAML, or a template again.
 *
 * There are names, the helpers of `template-expression.ts`, `#if` and `#unless`. There are no loops and no partials, so
 * that each template comes to an end.
 */
export class Template {
  readonly #tree: unknown;
  /** What is wrong with it whatever the names are. */
  readonly findings: readonly TemplateFinding[];
  /** Whether there is anything to fill in. */
  readonly isFilledIn: boolean;

  constructor(value: unknown) {
    const findings: TemplateFinding[] = [];
    let isFilledIn = false;
    this.#tree = mapLeaves(value, '', (text, place) => {
      if (!text.includes('{{')) return text;
      isFilledIn = true;
      return parseLeaf(text, place, findings);
    });
    this.findings = findings;
    this.isFilledIn = isFilledIn;
  }

  /** Fills in the leaves. One that is nothing but one expression gets its value as it is, of whatever type. */
  fillIn(names: TemplateNames): Filled {
    if (this.findings.length > 0 || !this.isFilledIn) return { value: this.#tree, findings: this.findings };
    const findings: TemplateFinding[] = [];
    const value = fillTree(this.#tree, '', names, findings);
    return { value, findings };
  }
}

function parseLeaf(text: string, place: string, findings: TemplateFinding[]): unknown {
  if (isIntricate(text)) {
    findings.push({ reason: 'TemplateInvalid', place, found: 'it has too many braces or parentheses' });
    return text;
  }
  try {
    return new Leaf(parse(text));
  } catch {
    // What the parser says has the text in it, which may be secret.
    findings.push({ reason: 'TemplateInvalid', place, found: 'it is no Handlebars' });
    return text;
  }
}

function isIntricate(text: string): boolean {
  const expressions = text
    .split('{{')
    .slice(1)
    .map((rest) => rest.slice(0, rest.indexOf('}}')));
  if (expressions.length > maxBraces) return true;
  return expressions.some((expression) => expression.split('(').length - 1 > maxParentheses);
}

function fillTree(tree: unknown, place: string, names: TemplateNames, findings: TemplateFinding[]): unknown {
  if (tree instanceof Leaf) {
    try {
      return fillLeaf(tree.program, names);
    } catch (error) {
      if (!(error instanceof TemplateTrouble)) throw error;
      findings.push({ reason: error.reason, place, found: error.message });
      return undefined;
    }
  }
  if (Array.isArray(tree)) {
    return tree.map((element, index) => fillTree(element, `${place}/${index}`, names, findings));
  }
  if (!isMap(tree)) return tree;
  return mapValues(tree, (value, key) => fillTree(value, `${place}/${escapePointer(key)}`, names, findings));
}

function fillLeaf(program: hbs.AST.Program, names: TemplateNames): unknown {
  const [statement] = program.body;
  if (program.body.length === 1 && statement !== undefined && isMustache(statement)) {
    return callHelper(statement, names) ?? null;
  }
  const text = fillProgram(program, names);
  if (text.length > maxLeafLength) throw new TemplateTrouble('ValueInvalid', 'the text is over 1 MiB');
  return text;
}

function fillProgram(program: hbs.AST.Program | undefined, names: TemplateNames): string {
  return (program?.body ?? []).map((statement) => fillStatement(statement, names)).join('');
}

function fillStatement(statement: hbs.AST.Statement, names: TemplateNames): string {
  if (isContent(statement)) return statement.value;
  if (isMustache(statement)) return renderText(callHelper(statement, names), `"${statement.path.original}"`);
  if (isBlock(statement)) return fillBlock(statement, names);
  if (statement.type === 'CommentStatement') return '';
  throw new TemplateTrouble('TemplateInvalid', `${statement.type} is not known here`);
}

function fillBlock({ path, params, program, inverse }: hbs.AST.BlockStatement, names: TemplateNames): string {
  const [condition] = params;
  const isKnown = path.original === 'if' || path.original === 'unless';
  if (!isKnown || condition === undefined || params.length > 1) {
    throw new TemplateTrouble(
      'TemplateInvalid',
      `"#${path.original}" is not known here; there are #if and #unless with one condition`,
    );
  }
  const isTrue = Boolean(evaluateIfKnown(condition, names)) === (path.original === 'if');
  return fillProgram(isTrue ? program : inverse, names);
}

/** Copies a tree of JSON with other text leaves. */
function mapLeaves(value: unknown, place: string, map: (text: string, place: string) => unknown): unknown {
  if (typeof value === 'string') return map(value, place);
  if (Array.isArray(value)) {
    return value.map((element, index) => mapLeaves(element, `${place}/${index}`, map));
  }
  if (!isMap(value)) return value;
  return mapValues(value, (entry, key) => mapLeaves(entry, `${place}/${escapePointer(key)}`, map));
}

function mapValues(map: Record<string, unknown>, change: (value: unknown, key: string) => unknown): object {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value, key)]));
}

/** RFC 6901, section 3. */
function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

function isContent(node: hbs.AST.Node): node is hbs.AST.ContentStatement {
  return node.type === 'ContentStatement';
}

function isMustache(
  node: hbs.AST.Node,
): node is hbs.AST.MustacheStatement & { path: hbs.AST.PathExpression } {
  return node.type === 'MustacheStatement';
}

function isBlock(node: hbs.AST.Node): node is hbs.AST.BlockStatement {
  return node.type === 'BlockStatement';
}
