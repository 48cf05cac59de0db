/** One value of a counter; `at` is in milliseconds. */
export interface Point {
  readonly at: number;
  readonly value: number;
}

/** A span of time in milliseconds, without its start and with its end, and whether growth is told for all of it or a second. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly per: 'range' | 'second';
}

/**
 * How much a counter grew over a span, as Prometheus 3 reckons it: a value below the one before it is a restart from
 * zero, and what was seen is stretched to the ends of the span, by half a step where the next value would lie far from
 * them, and never back beyond the moment at which the counter was zero. Undefined below two points.
 */
export function growth(points: readonly Point[], { from, to, per }: Span): number | undefined {
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined || points.length < 2) return undefined;
  const grown = last.value - first.value + lostAtRestarts(points);
  const seen = seconds(first.at, last.at);
  const step = seen / (points.length - 1);
  const nearStart = stretch(seconds(from, first.at), step);
  const start = grown > 0 && first.value >= 0 ? Math.min(nearStart, seen * (first.value / grown)) : nearStart;
  const factor = (seen + start + stretch(seconds(last.at, to), step)) / seen;
  return grown * (per === 'range' ? factor : factor / seconds(from, to));
}

const FAR_STEPS = 1.1;

const seconds = (from: number, to: number): number => (to - from) / 1000;

const stretch = (gap: number, step: number): number => (gap >= step * FAR_STEPS ? step / 2 : gap);

function lostAtRestarts(points: readonly Point[]): number {
  return points.slice(1).reduce((sum, { value }, index) => {
    const before = points[index]?.value ?? 0;
    return value < before ? sum + before : sum;
  }, 0);
}
