import { assertNever } from '../base/assert-never.ts';
import { type Expression, type Growth, isNumber, type Matcher, type Operation, type Selector } from './expression.ts';
import { type Figure, type Labels, type Scrape, seriesKey, withoutName } from './figure.ts';
import { growth, type Point } from './growth.ts';
import { holds, reckon } from './operators.ts';

/** What is known at a moment: the scrapes up to it, oldest first. The last one is its own. */
export interface Moment {
  readonly at: number;
  readonly scrapes: readonly Scrape[];
}

/** The series for which an expression holds, each with its value. */
export function evaluateExpression(expression: Expression, moment: Moment): readonly Figure[] {
  switch (expression.kind) {
    case 'number':
    case 'time':
      return [];
    case 'selector':
      return select(expression, moment.scrapes.at(-1));
    case 'growth':
      return evaluateGrowth(expression, moment);
    case 'negation':
      return evaluateExpression(expression.of, moment).map(({ labels, value }) => reckoned(labels, -value));
    case 'arithmetic':
    case 'comparison':
    case 'set':
      return evaluateOperation(expression, moment);
    default:
      return assertNever(expression);
  }
}

/** Whether a selector takes these labels. */
export function isSelected({ matchers }: Selector, labels: Labels): boolean {
  return matchers.every((matcher) => fits(matcher, labels[matcher.label] ?? ''));
}

function fits({ operator, text }: Matcher, value: string): boolean {
  switch (operator) {
    case '=':
      return value === text;
    case '!=':
      return value !== text;
    case '=~':
      return pattern(text).test(value);
    case '!~':
      return !pattern(text).test(value);
    default:
      return assertNever(operator);
  }
}

const pattern = (text: string): RegExp => new RegExp(`^(?:${text})$`, 'su');

const select = (selector: Selector, scrape: Scrape | undefined): readonly Figure[] =>
  (scrape?.figures ?? []).filter(({ labels }) => isSelected(selector, labels));

const reckoned = (labels: Labels, value: number): Figure => ({ labels: withoutName(labels), value });

function evaluateGrowth({ selector, rangeMs, per }: Growth, { at, scrapes }: Moment): readonly Figure[] {
  const from = at - rangeMs;
  const series = new Map<string, { readonly labels: Labels; readonly points: Point[] }>();
  for (const scrape of scrapes.filter((one) => one.at > from)) {
    for (const { labels, value } of select(selector, scrape)) {
      const key = `${labels['__name__'] ?? ''} ${seriesKey(labels)}`;
      const known = series.get(key) ?? { labels, points: [] };
      known.points.push({ at: scrape.at, value });
      series.set(key, known);
    }
  }
  return [...series.values()].flatMap(({ labels, points }) => {
    const grown = growth(points, { from, to: at, per });
    return grown === undefined ? [] : [reckoned(labels, grown)];
  });
}

function evaluateOperation(operation: Operation, moment: Moment): readonly Figure[] {
  const left = evaluateExpression(operation.left, moment);
  const right = evaluateExpression(operation.right, moment);
  if (operation.kind === 'set') return combine(operation.operator, left, right);
  const isRight = isNumber(operation.left);
  const number = numberOf(isRight ? operation.left : operation.right, moment);
  const figures = isRight ? right : left;
  const sides = (value: number): readonly [number, number] => (isRight ? [number, value] : [value, number]);
  if (operation.kind === 'comparison') return figures.filter(({ value }) => holds(operation.operator, sides(value)));
  return figures.map(({ labels, value }) => reckoned(labels, reckon(operation.operator, sides(value))));
}

function combine(
  operator: Extract<Operation, { kind: 'set' }>['operator'],
  left: readonly Figure[],
  right: readonly Figure[],
): readonly Figure[] {
  const keysOf = (figures: readonly Figure[]) => new Set(figures.map(({ labels }) => seriesKey(labels)));
  const [onLeft, onRight] = [keysOf(left), keysOf(right)];
  switch (operator) {
    case 'and':
      return left.filter(({ labels }) => onRight.has(seriesKey(labels)));
    case 'unless':
      return left.filter(({ labels }) => !onRight.has(seriesKey(labels)));
    case 'or':
      return [...left, ...right.filter(({ labels }) => !onLeft.has(seriesKey(labels)))];
    default:
      return assertNever(operator);
  }
}

/** The value of an expression that is one number. */
function numberOf(expression: Expression, moment: Moment): number {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'time':
      return moment.at / 1000;
    case 'negation':
      return -numberOf(expression.of, moment);
    case 'arithmetic':
      return reckon(expression.operator, [numberOf(expression.left, moment), numberOf(expression.right, moment)]);
    case 'selector':
    case 'growth':
    case 'comparison':
    case 'set':
      throw new TypeError('a set of series is no number');
    default:
      return assertNever(expression);
  }
}
