/** The two sides of a comparison. */
export interface Sides {
  readonly subject: () => Promise<unknown>;
  readonly floor: () => Promise<unknown>;
}

/** The best time of each side, in ms. */
export interface Best {
  readonly measuredMs: number;
  readonly floorMs: number;
}

/** Times both sides in turn, so that a busy moment of the machine meets both, and keeps the best of each. */
export async function bestOf(rounds: number, { subject, floor }: Sides): Promise<Best> {
  let best: Best = { measuredMs: Infinity, floorMs: Infinity };
  for (let round = 0; round < rounds; round += 1) {
    const floorMs = await timed(floor);
    const measuredMs = await timed(subject);
    best = { measuredMs: Math.min(best.measuredMs, measuredMs), floorMs: Math.min(best.floorMs, floorMs) };
  }
  return best;
}

/** How long it took, in ms. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
