import { type Problem, Refused } from '../base/problem.ts';
import type { Window } from '../reconciliation/window.ts';
import type { Call } from './command.ts';

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** The window in `--from` and `--to`: dates, which begin at midnight UTC, or instants that name their offset. All that is wrong is Refused at once. */
export function parseWindow({ from, to }: Call['values']): Window {
  const start = parseTime(from);
  const end = parseTime(to);
  const problems = [...problemsOf('from', from, start), ...problemsOf('to', to, end)];
  if (start === undefined || end === undefined) throw new Refused(problems);
  if (start < end) return { from: start, to: end };
  throw new Refused([usage(`--from ${String(from)} is not before --to ${String(to)}`)]);
}

/** The same where either end may be left open. */
export function parsePeriod({ from, to }: Call['values']): { readonly from?: Date; readonly to?: Date } {
  const start = parseTime(from);
  const end = parseTime(to);
  const problems = [
    ...(from === undefined ? [] : problemsOf('from', from, start)),
    ...(to === undefined ? [] : problemsOf('to', to, end)),
  ];
  if (problems.length > 0) throw new Refused(problems);
  if (start !== undefined && end !== undefined && start >= end)
    throw new Refused([usage(`--from ${String(from)} is not before --to ${String(to)}`)]);
  return { ...(start === undefined ? {} : { from: start }), ...(end === undefined ? {} : { to: end }) };
}

/** A date, which is its midnight UTC, or an instant with its offset; undefined for anything else. */
export function parseTime(text: string | boolean | undefined): Date | undefined {
  if (typeof text !== 'string' || !(DATE.test(text) || INSTANT.test(text))) return undefined;
  // Date rolls the 31st of June over to July; a day that comes back otherwise does not exist.
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== text.slice(0, 10)) return undefined;
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

function problemsOf(name: string, text: string | boolean | undefined, time: Date | undefined): readonly Problem[] {
  if (time !== undefined) return [];
  return [usage(text === undefined ? `--${name} is missing` : `--${name} ${String(text)} is no date and no instant`)];
}

const usage = (title: string): Problem => ({
  code: 'usage-wrong',
  title,
  hint: 'such as --from 2026-11-01 --to 2026-12-01, or 2026-11-01T08:00:00Z',
});
