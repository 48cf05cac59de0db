/** Labels of a figure; the metric's own name is the label `__name__`, as in Prometheus. */
export type Labels = Readonly<Record<string, string>>;

/** One value of one series. */
export interface Figure {
  readonly labels: Labels;
  readonly value: number;
}

/** What a server said at a moment, in milliseconds since 1970. No two figures have the same labels. */
export interface Scrape {
  readonly at: number;
  readonly figures: readonly Figure[];
}

/** The same text for the same series, whatever the order of its labels and whatever its metric. */
export function seriesKey(labels: Labels): string {
  const named = Object.entries(labels).filter(([name]) => name !== '__name__');
  return JSON.stringify(named.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Labels without the name of the metric: what is left of a series once something was reckoned from it. */
export function withoutName(labels: Labels): Labels {
  const { __name__: _, ...rest } = labels;
  return rest;
}
