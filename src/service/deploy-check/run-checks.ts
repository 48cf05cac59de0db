import { errorText } from '../base/error-text.ts';
import { Refused } from '../base/problem.ts';
import { redactText } from '../base/redact.ts';
import type { Check, CheckContext } from './check.ts';
import { NotReached, notChecked, type Outcome } from './outcome.ts';
import type { Exception } from './skip-file.ts';

/** A check with what came of it. `exception` is there if it would count and somebody lives with it. */
export interface Result {
  readonly check: Check;
  readonly outcome: Outcome;
  readonly exception: Exception | undefined;
  /** Whether it makes the whole not hold. */
  readonly fails: boolean;
}

/** Runs the checks one after another; none of them stops the others. */
export async function runChecks(
  checks: readonly Check[],
  context: CheckContext,
  exceptions: readonly Exception[],
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const check of checks) {
    const outcome = await runCheck(check, context);
    const counts = doesCount(check, outcome, context.strict);
    const isBad = outcome.kind === 'finding' || outcome.kind === 'not-checked';
    const exception = isBad ? exceptions.find(({ id }) => id === check.id) : undefined;
    results.push({ check, outcome, exception, fails: counts && exception === undefined });
  }
  return results;
}

async function runCheck(check: Check, context: CheckContext): Promise<Outcome> {
  try {
    return await check.run(context);
  } catch (error) {
    if (error instanceof NotReached || error instanceof Refused) return notChecked(redactText(error.message));
    // A check that breaks tells of a world that it was not made for; the others still run.
    return notChecked(redactText(`the check failed: ${errorText(error)}`));
  }
}

/** Judged strictly, as in production, whatever is not good counts, but for information; elsewhere only errors. What was not looked at counts like what was found. */
function doesCount({ level }: Check, { kind }: Outcome, strict: boolean): boolean {
  if (kind === 'held' || kind === 'not-applicable') return false;
  return level === 'error' || (level === 'warning' && strict);
}
