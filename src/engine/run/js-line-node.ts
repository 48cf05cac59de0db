/** The line of the script (from 1) that an error's stack, or the current call, points to; null when it points elsewhere. */
export function lineOf(error: unknown, url: string): number | null {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const at = stack.indexOf(`${url}:`);
  if (at === -1) return null;
  const line = Number.parseInt(stack.slice(at + url.length + 1), 10);
  return Number.isNaN(line) ? null : line;
}
