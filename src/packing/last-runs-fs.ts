import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { runRecordSchema } from '../engine/index.ts';

interface LastRun {
  [fact: string]: string | number | { name: string; value: number; unit: string }[];
}

/** The last run of each proof here: when it ended, how long it took, how it ended and what it measured. */
export function readLastRuns(root: string): LastRun[] {
  const folder = path.join(root, 'proofs/.run');
  const names = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.json'))
        .sort()
    : [];
  return names.flatMap((name): LastRun[] => {
    const { success, data } = runRecordSchema.safeParse(JSON.parse(readFileSync(path.join(folder, name), 'utf8')));
    if (!success) return [];
    const { id, outcome, at, tookMs, figures = [] } = data;
    return [{ id, outcome, at, tookMs: Math.round(tookMs), figures }];
  });
}
