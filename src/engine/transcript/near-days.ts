/**
 * Those of the `near` days (YYYY-MM-DD, around today) that a transcript prints and its script does not name: they come
 * from the clock, so another day prints another transcript.
 */
export function nearDays(transcript: string, script: string, near: readonly string[]): readonly string[] {
  const printed = new Set(transcript.match(/(?<![\d-])\d{4}-\d{2}-\d{2}(?![\d-])/g));
  return near.filter((day) => printed.has(day) && !script.includes(day));
}
