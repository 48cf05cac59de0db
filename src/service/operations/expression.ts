import { assertNever } from '../base/assert-never.ts';

/** How a label is compared. Patterns fit the whole value. */
export type MatchOperator = '=' | '!=' | '=~' | '!~';

/** One condition on a label; a label that is not there is the empty text. */
export interface Matcher {
  readonly label: string;
  readonly operator: MatchOperator;
  readonly text: string;
}

/** The series that fit all conditions. */
export interface Selector {
  readonly kind: 'selector';
  readonly matchers: readonly Matcher[];
}

/** How much a counter grew over a range, as a whole or a second. */
export interface Growth {
  readonly kind: 'growth';
  readonly per: 'range' | 'second';
  readonly selector: Selector;
  readonly rangeMs: number;
}

/** Operators between numbers. */
export const ARITHMETIC = ['+', '-', '*', '/', '%'] as const;
/** Operators that keep what they hold for. */
export const COMPARISONS = ['==', '!=', '>', '<', '>=', '<='] as const;
/** Operators between sets of series. */
export const SET_OPERATORS = ['and', 'or', 'unless'] as const;

/** One operation on two expressions; at most one side of arithmetic or a comparison is a set of series, of a set operation both are. */
export type Operation = {
  readonly left: Expression;
  readonly right: Expression;
} & (
  | { readonly kind: 'arithmetic'; readonly operator: (typeof ARITHMETIC)[number] }
  | { readonly kind: 'comparison'; readonly operator: (typeof COMPARISONS)[number] }
  | { readonly kind: 'set'; readonly operator: (typeof SET_OPERATORS)[number] }
);

/** The part of Prometheus' language that alerts are judged in here. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'time' }
  | { readonly kind: 'negation'; readonly of: Expression }
  | Selector
  | Growth
  | Operation;

/** Whether an expression is one number, or a set of series. */
export function isNumber(expression: Expression): boolean {
  switch (expression.kind) {
    case 'number':
    case 'time':
      return true;
    case 'selector':
    case 'growth':
      return false;
    case 'negation':
      return isNumber(expression.of);
    case 'arithmetic':
    case 'comparison':
    case 'set':
      return isNumber(expression.left) && isNumber(expression.right);
    default:
      return assertNever(expression);
  }
}

/** Every selector in an expression, with how far it looks back in ms; 0 for the newest value. */
export function selectorsOf(expression: Expression): readonly (readonly [Selector, number])[] {
  switch (expression.kind) {
    case 'number':
    case 'time':
      return [];
    case 'selector':
      return [[expression, 0]];
    case 'growth':
      return [[expression.selector, expression.rangeMs]];
    case 'negation':
      return selectorsOf(expression.of);
    case 'arithmetic':
    case 'comparison':
    case 'set':
      return [...selectorsOf(expression.left), ...selectorsOf(expression.right)];
    default:
      return assertNever(expression);
  }
}
