import { assertNever } from '../base/assert-never.ts';
import type { Operation } from './expression.ts';

/** The result of arithmetic; a division by zero is infinite or no number, as in Prometheus. */
export function reckon(
  operator: Extract<Operation, { kind: 'arithmetic' }>['operator'],
  [a, b]: readonly [number, number],
): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    default:
      return assertNever(operator);
  }
}

/** Whether a comparison holds; with what is no number only `!=` does. */
export function holds(
  operator: Extract<Operation, { kind: 'comparison' }>['operator'],
  [a, b]: readonly [number, number],
): boolean {
  switch (operator) {
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '>':
      return a > b;
    case '<':
      return a < b;
    case '>=':
      return a >= b;
    case '<=':
      return a <= b;
    default:
      return assertNever(operator);
  }
}
