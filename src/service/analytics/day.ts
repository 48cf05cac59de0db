/** A UTC day as a number: days since 1970-01-01. */
export type Day = number;

/** Days from `from` to `to`, both included. */
export interface DayRange {
  readonly from: Day;
  readonly to: Day;
}

const DAY_SECONDS = 86_400;
const TEXT = /^\d{4}-\d{2}-\d{2}$/;

/** The day in which an instant (epoch seconds) lies. */
export const dayOf = (seconds: number): Day => Math.floor(seconds / DAY_SECONDS);

/** The first second of a day, in epoch seconds. */
export const firstSecond = (day: Day): number => day * DAY_SECONDS;

/** The last second of a day, at which its state is taken. */
export const lastSecond = (day: Day): number => (day + 1) * DAY_SECONDS - 1;

/** `2026-11-24`. */
export const dayText = (day: Day): string => new Date(firstSecond(day) * 1000).toISOString().slice(0, 10);

/** The day that a text names; undefined if it names none. */
export function parseDay(text: unknown): Day | undefined {
  if (typeof text !== 'string' || !TEXT.test(text)) return undefined;
  const seconds = Date.parse(`${text}T00:00:00Z`) / 1000;
  // Date rolls the 31st of June over to July.
  return Number.isNaN(seconds) || dayText(dayOf(seconds)) !== text ? undefined : dayOf(seconds);
}
