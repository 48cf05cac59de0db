/** Counts of this process, for Prometheus. */
export interface Counters {
  /** Adds one to the counter with this name and these labels. */
  count(name: string, labels: Readonly<Record<string, string>>): void;
  /** All counters in Prometheus' text format, sorted. */
  lines(): readonly string[];
}

/** Counters that start at nothing. */
export function createCounters(): Counters {
  const counts = new Map<string, number>();
  return {
    count(name, labels) {
      const key = metricName(name, labels);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    lines: () => [...counts].map(([key, value]) => `${key} ${value}`).toSorted(),
  };
}

/** A metric with its labels, as Prometheus writes it. */
export function metricName(name: string, labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return pairs.length === 0 ? name : `${name}{${pairs.join(',')}}`;
}
