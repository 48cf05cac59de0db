import { errorText } from '../base/error-text.ts';
import { type ProblemCode, Refused, refused } from '../base/problem.ts';
import { redactText } from '../base/redact.ts';

/** Does work on a database that the command line names. What fails there is Refused under this code, without passwords. */
export async function reachDatabase<T>(
  { code, hint }: { readonly code: ProblemCode; readonly hint: string },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw refused(code, redactText(`the database failed: ${errorText(error)}`), hint);
  }
}
