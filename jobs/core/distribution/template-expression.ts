import { isMap } from './check-manifest.ts';

/** What a template may name: `cluster` and `values`, with all that is in them. */
export type TemplateNames = Readonly<Record<string, unknown>>;

/** A template cannot be filled in; caught where the place of the template is known. */
export class TemplateTrouble extends Error {
  override readonly name = 'TemplateTrouble';
  readonly reason: 'TemplateInvalid' | 'NameUnknown' | 'ValueInvalid';

  constructor(reason: TemplateTrouble['reason'], found: string) {
    super(found);
    this.reason = reason;
  }
}

type Expression = hbs.AST.Expression;
type Call = Pick<hbs.AST.SubExpression, 'path' | 'params' | 'hash'>;

/**
 * Evaluates what stands between the braces: a name, a literal, or a helper with its arguments.
 *
 * @throws {TemplateTrouble}
 */
function evaluate(expression: Expression, names: TemplateNames): unknown {
  if (isPath(expression)) return lookUp(expression, names);
  if (isLiteral(expression)) return expression.value;
  if (isCall(expression)) return callHelper(expression, names);
  throw new TemplateTrouble('TemplateInvalid', `${expression.type} is not known here`);
}

/** Evaluates, and takes a label or value that is not there for `undefined`. A misspelt `cluster` stays trouble. */
export function evaluateIfKnown(expression: Expression, names: TemplateNames): unknown {
  const [root, field] = isPath(expression) ? expression.parts : [];
  const isOpen = root === 'values' || (root === 'cluster' && field === 'labels');
  try {
    return evaluate(expression, names);
  } catch (error) {
    if (isOpen && error instanceof TemplateTrouble && error.reason === 'NameUnknown') return undefined;
    throw error;
  }
}

/** Calls a helper, or looks a name up where there are no arguments. */
export function callHelper({ path, params, hash }: Call, names: TemplateNames): unknown {
  const name = path.original;
  // The types say that there is always a hash; the parser leaves it out.
  const isPlain = params.length === 0 && (hash as unknown) === undefined;
  if (isPlain && !(isPath(path) && Object.hasOwn(helpers, name))) return evaluate(path, names);
  const helper = Object.hasOwn(helpers, name) ? helpers[name] : undefined;
  if (helper === undefined || (hash as unknown) !== undefined) {
    const known = Object.keys(helpers).join(', ');
    throw new TemplateTrouble('TemplateInvalid', `"${name}" is no helper; there are ${known}`);
  }
  return helper(params, names);
}

type Helper = (params: readonly Expression[], names: TemplateNames) => unknown;

const helpers: Readonly<Record<string, Helper>> = {
  number: (params, names) => {
    const value = evaluate(only('number', params), names);
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number === 'number' && Number.isFinite(number)) return number;
    throw new TemplateTrouble('ValueInvalid', `${describe(params[0])} is no number`);
  },
  boolean: (params, names) => {
    const value = evaluate(only('boolean', params), names);
    if (value === true || value === 'true') return true;
    if (value === false || value === 'false') return false;
    throw new TemplateTrouble('ValueInvalid', `${describe(params[0])} is neither true nor false`);
  },
  string: (params, names) => renderText(evaluate(only('string', params), names), describe(params[0])),
  default: (params, names) => {
    const [value, fallback] = pair('default', params);
    return evaluateIfKnown(value, names) ?? evaluate(fallback, names);
  },
  eq: (params, names) => {
    const [one, other] = pair('eq', params);
    return evaluateIfKnown(one, names) === evaluateIfKnown(other, names);
  },
};

/** Renders a value within a text. Nothing is escaped: the text is a leaf of an object, and stays one. */
export function renderText(value: unknown, what: string): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value);
  const kind = value === null || value === undefined ? 'empty' : 'more than a text; it can only stand alone';
  throw new TemplateTrouble('ValueInvalid', `${what} is ${kind}`);
}

function lookUp(path: hbs.AST.PathExpression, names: TemplateNames): unknown {
  if (path.data || path.depth > 0 || path.parts.length === 0) {
    throw new TemplateTrouble('TemplateInvalid', `"${path.original}" has no meaning here`);
  }
  let value: unknown = names;
  for (const part of path.parts) {
    const isKnown = isMap(value) || Array.isArray(value) ? Object.hasOwn(value, part) : false;
    if (!isKnown) throw new TemplateTrouble('NameUnknown', `"${path.original}" is not known`);
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}

function only(helper: string, params: readonly Expression[]): Expression {
  const [param] = params;
  if (param !== undefined && params.length === 1) return param;
  throw new TemplateTrouble('TemplateInvalid', `"${helper}" takes one argument`);
}

function pair(helper: string, params: readonly Expression[]): [Expression, Expression] {
  const [one, other] = params;
  if (one !== undefined && other !== undefined && params.length === 2) return [one, other];
  throw new TemplateTrouble('TemplateInvalid', `"${helper}" takes two arguments`);
}

function describe(expression: Expression | undefined): string {
  return expression !== undefined && isPath(expression) ? `"${expression.original}"` : 'the argument';
}

function isPath(node: hbs.AST.Node): node is hbs.AST.PathExpression {
  return node.type === 'PathExpression';
}

function isCall(node: hbs.AST.Node): node is hbs.AST.SubExpression {
  return node.type === 'SubExpression';
}

function isLiteral(node: hbs.AST.Node): node is hbs.AST.StringLiteral {
  return ['StringLiteral', 'NumberLiteral', 'BooleanLiteral'].includes(node.type);
}
