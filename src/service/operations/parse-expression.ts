import { parser } from '@prometheus-io/lezer-promql';
import { parseDuration } from './duration.ts';
import {
  ARITHMETIC,
  COMPARISONS,
  type Expression,
  isNumber,
  type Matcher,
  type MatchOperator,
  type Selector,
  SET_OPERATORS,
} from './expression.ts';

/** A node of the tree that Prometheus' own grammar makes. */
type Node = ReturnType<typeof parser.parse>['topNode'];

/** What was read, or why not. */
export type ParsedExpression =
  | { readonly kind: 'parsed'; readonly expression: Expression }
  | { readonly kind: 'refused'; readonly reason: string };

const MATCH_OPERATORS: readonly MatchOperator[] = ['=', '!=', '=~', '!~'];

class Outside extends Error {}

/** Reads an expression by Prometheus' grammar. What is no expression, or beyond the part that is judged here, is refused. */
export function parseExpression(text: string): ParsedExpression {
  const read = (node: Node) => text.slice(node.from, node.to);
  try {
    const expression = parseNode(parser.parse(text).topNode, read);
    if (isNumber(expression)) throw new Outside('it is one number and names no figure');
    return { kind: 'parsed', expression };
  } catch (error) {
    if (error instanceof Outside) return { kind: 'refused', reason: error.message };
    throw error;
  }
}

type Read = (node: Node) => string;

function parseNode(node: Node, read: Read): Expression {
  const children = childrenOf(node);
  if (children.some((child) => child.type.isError)) throw new Outside(`${read(node)} is no expression`);
  switch (node.name) {
    case 'PromQL':
    case 'ParenExpr':
      return parseNode(only(children, node, read), read);
    case 'NumberDurationLiteral':
      return { kind: 'number', value: parseNumber(read(node)) };
    case 'VectorSelector':
      return parseSelector(node, read);
    case 'FunctionCall':
      return parseCall(node, read);
    case 'UnaryExpr':
      return parseUnary(children, read);
    case 'BinaryExpr':
      return parseBinary(node, read);
    default:
      throw new Outside(`${read(node)} is not judged here`);
  }
}

const childrenOf = (node: Node): readonly Node[] => {
  const children: Node[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
  return children;
};

function only(children: readonly Node[], node: Node, read: Read): Node {
  const [first, ...rest] = children;
  if (first === undefined || rest.length > 0) throw new Outside(`${read(node) || 'an empty text'} is no expression`);
  return first;
}

function parseNumber(text: string): number {
  if (/^[+-]?inf$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  const value = Number(text);
  if (Number.isNaN(value)) throw new Outside(`the number ${text} is not read here`);
  return value;
}

function parseSelector(node: Node, read: Read): Selector {
  const [first, ...rest] = childrenOf(node);
  const named = first?.name === 'Identifier' ? [{ label: '__name__', operator: '=', text: read(first) } as const] : [];
  const lists = first === undefined || named.length > 0 ? rest : [first, ...rest];
  const matchers = [...named, ...lists.flatMap(childrenOf).map((child) => parseMatcher(child, read))];
  return { kind: 'selector', matchers };
}

function parseMatcher(node: Node, read: Read): Matcher {
  const [label, sign, text] = childrenOf(node);
  const operator = MATCH_OPERATORS.find((one) => sign !== undefined && one === read(sign));
  if (node.name !== 'UnquotedLabelMatcher' || label === undefined || text === undefined || operator === undefined)
    throw new Outside(`${read(node)} is no condition on a label`);
  const matcher = { label: read(label), operator, text: parseText(read(text)) };
  if (operator.endsWith('~') && !isPattern(matcher.text)) throw new Outside(`${read(text)} is no pattern`);
  return matcher;
}

function parseText(quoted: string): string {
  const inner = quoted.slice(1, -1);
  if (quoted.startsWith('`')) return inner;
  if (/\\[^\\"'nt]/.test(inner.replaceAll('\\\\', ''))) throw new Outside(`the escape in ${quoted} is not read here`);
  return inner.replaceAll(/\\(.)/g, (_, one: string) => ({ n: '\n', t: '\t' })[one] ?? one);
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 'su').source !== '';
  } catch {
    return false;
  }
}

function parseCall(node: Node, read: Read): Expression {
  const [called, body] = childrenOf(node);
  const name = called === undefined ? '' : read(called);
  const given = body === undefined ? [] : childrenOf(body);
  if (name === 'time' && given.length === 0) return { kind: 'time' };
  if (name !== 'increase' && name !== 'rate') throw new Outside(`${name}() is not judged here`);
  const [selector, range] = childrenOf(only(given, node, read));
  const rangeMs = range === undefined ? undefined : parseDuration(read(range));
  if (given[0]?.name !== 'MatrixSelector' || selector === undefined || rangeMs === undefined)
    throw new Outside(`${name}() needs figures over a range, such as ${name}(figure[5m])`);
  const per = name === 'rate' ? 'second' : 'range';
  return { kind: 'growth', per, selector: parseSelector(selector, read), rangeMs };
}

function parseUnary([sign, of]: readonly Node[], read: Read): Expression {
  if (sign === undefined || of === undefined) throw new Outside('a sign without a figure');
  const operand = parseNode(of, read);
  return read(sign) === '-' ? { kind: 'negation', of: operand } : operand;
}

function parseBinary(node: Node, read: Read): Expression {
  const [before, sign, after, ...more] = childrenOf(node);
  if (before === undefined || sign === undefined || after === undefined || more.length > 0)
    throw new Outside(`${read(node)}: modifiers are not judged here`);
  const [left, right] = [parseNode(before, read), parseNode(after, read)];
  const written = read(sign).toLowerCase();
  const fits = (one: string) => one === written;
  const numbers = [left, right].filter(isNumber).length;
  const set = SET_OPERATORS.find(fits);
  if (set !== undefined && numbers === 0) return { kind: 'set', operator: set, left, right };
  const arithmetic = ARITHMETIC.find(fits);
  if (arithmetic !== undefined && numbers > 0) return { kind: 'arithmetic', operator: arithmetic, left, right };
  const comparison = COMPARISONS.find(fits);
  if (comparison !== undefined && numbers === 1) return { kind: 'comparison', operator: comparison, left, right };
  throw new Outside(`${read(node)}: ${written} between these two is not judged here`);
}
