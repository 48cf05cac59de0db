import type { DayFigures } from './figures.ts';

/** One version of a day's figures in one currency. Versions count from 1; `reason` says in words why this one was made; `digest` is the SHA-256 of its figures' line. */
export interface Snapshot extends DayFigures {
  readonly version: number;
  readonly digest: string;
  readonly reason: string;
  readonly created_at: Date;
}

/** Which snapshots are wanted; dates, both included. */
export interface SnapshotFilter {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly currency?: string | undefined;
}
