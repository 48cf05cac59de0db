/** One table refers to another by a foreign key. */
export interface Reference {
  readonly from: string;
  readonly to: string;
}

/** The tables in an order in which they can be loaded: each after those it refers to, otherwise by name. Throws if they refer to each other in a circle. */
export function orderTables(names: readonly string[], references: readonly Reference[]): readonly string[] {
  const ordered: string[] = [];
  const waiting = new Set(names.toSorted());
  while (waiting.size > 0) {
    const isBlocked = (name: string) =>
      references.some(({ from, to }) => from === name && to !== name && waiting.has(to));
    const next = [...waiting].find((name) => !isBlocked(name));
    if (next === undefined) throw new Error(`these tables refer to each other in a circle: ${[...waiting].join(', ')}`);
    ordered.push(next);
    waiting.delete(next);
  }
  return ordered;
}
