const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };
const MAX_MS = 3_600_000;

/** Reads `500ms`, `30s`, `2m` or `1.5s` as whole milliseconds; null when malformed, zero or over an hour. */
export function parseDuration(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text);
  const ms = Math.round(Number(match?.[1]) * (UNITS[match?.[2] ?? ''] ?? Number.NaN));
  return Number.isFinite(ms) && ms >= 1 && ms <= MAX_MS ? ms : null;
}
