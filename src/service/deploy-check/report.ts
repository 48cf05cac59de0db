import { assertNever } from '../base/assert-never.ts';
import type { Config } from '../config.ts';
import type { Result } from './run-checks.ts';

/** How a result begins its line. */
type Mark = 'ok' | 'FAIL' | 'warn' | 'info' | 'skip' | 'n/a';

/** What was checked, where, and what came of it. */
export interface Report {
  readonly mode: Config['TILL_MODE'];
  /** Where the server was asked; undefined if only the settings were looked at. */
  readonly url: string | undefined;
  readonly results: readonly Result[];
}

/** Whether nothing counts. */
export const doesHold = ({ results }: Report): boolean => results.every(({ fails }) => !fails);

/** The report for people: one aligned line a check, the hint below a finding, and the sum. */
export function reportLines(report: Report): readonly string[] {
  const lines = report.results.flatMap(resultLines);
  return [...lines, '', summaryLine(report)];
}

/** The same facts for programs. */
export function reportJson(report: Report): object {
  const { mode, url, results } = report;
  return {
    holds: doesHold(report),
    mode,
    url: url ?? null,
    counts: countMarks(results),
    checks: results.map((result) => ({
      id: result.check.id,
      level: result.check.level,
      title: result.check.title,
      mark: markOf(result),
      fails: result.fails,
      ...result.outcome,
      exception: result.exception ?? null,
    })),
  };
}

function resultLines(result: Result): readonly string[] {
  const { check, outcome, exception } = result;
  const note = outcome.kind === 'held' && outcome.note !== undefined ? ` (${outcome.note})` : '';
  const line = `${markOf(result).padEnd(5)} ${check.id.padEnd(10)} ${check.title}${note}`;
  const lived = exception === undefined ? [] : [`accepted until ${exception.expires}: ${exception.reason}`];
  return [line, ...[...detailLines(result), ...lived].map((detail) => `${' '.repeat(17)}${detail}`)];
}

function detailLines({ outcome, exception }: Result): readonly string[] {
  switch (outcome.kind) {
    case 'held':
      return [];
    case 'finding':
      return exception === undefined ? [outcome.text, `hint: ${outcome.hint}`] : [outcome.text];
    case 'not-checked':
      return [`not checked: ${outcome.reason}`];
    case 'not-applicable':
      return [outcome.reason];
    default:
      return assertNever(outcome);
  }
}

function markOf({ check, outcome, exception, fails }: Result): Mark {
  if (exception !== undefined) return 'skip';
  switch (outcome.kind) {
    case 'held':
      return 'ok';
    case 'not-applicable':
      return 'n/a';
    case 'not-checked':
      return fails ? badMark(check.level) : 'n/a';
    case 'finding':
      return badMark(check.level);
    default:
      return assertNever(outcome);
  }
}

const badMark = (level: Result['check']['level']): Mark =>
  level === 'error' ? 'FAIL' : level === 'warning' ? 'warn' : 'info';

function countMarks(results: readonly Result[]): Readonly<Record<Mark, number>> {
  const counts = { ok: 0, FAIL: 0, warn: 0, info: 0, skip: 0, 'n/a': 0 };
  for (const result of results) counts[markOf(result)] += 1;
  return counts;
}

function summaryLine(report: Report): string {
  const counts = Object.entries(countMarks(report.results)).filter(([, count]) => count > 0);
  const where = report.url === undefined ? 'settings only' : `server at ${report.url}`;
  const words = counts.map(([mark, count]) => `${count} ${mark}`).join(', ');
  return `${doesHold(report) ? 'holds' : 'does not hold'}: ${words} (mode ${report.mode}, ${where})`;
}
