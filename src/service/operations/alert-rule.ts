import type { Expression } from './expression.ts';

/** One alert. `forMs` is how long its expression must have held before it fires. */
export interface AlertRule {
  readonly name: string;
  readonly expression: Expression;
  readonly forMs: number;
  readonly severity: string;
  readonly summary: string;
  /** The section of the runbook that says what to do, as a path. */
  readonly runbook: string;
}
