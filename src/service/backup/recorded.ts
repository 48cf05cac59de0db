import { type Clock, nowDate } from '../base/clock.ts';
import { errorText } from '../base/error-text.ts';
import { redactText } from '../base/redact.ts';
import type { Db } from '../db/open-db.ts';
import { type BackupRun, recordRun } from './backup-run-pg.ts';

/** A handle that may record, and the clock that times. */
export interface Recorder {
  readonly db: Db;
  readonly clock: Clock;
}

/** What a run came to. `at` only where it is not when the run began. */
export type RunResult = Pick<BackupRun, 'ok' | 'bytes' | 'detail'> & { readonly at?: Date };

/** Runs and keeps a record of how it went; a run that fails is recorded as such, and fails. */
export async function recorded<T>(
  { db, clock }: Recorder,
  kind: BackupRun['kind'],
  { run, resultOf }: { readonly run: () => Promise<T>; readonly resultOf: (value: T) => RunResult },
): Promise<T> {
  const at = nowDate(clock);
  const tookMs = () => Math.round(clock() - at.getTime());
  try {
    const value = await run();
    await recordRun(db, { kind, at, took_ms: tookMs(), ...resultOf(value) });
    return value;
  } catch (error) {
    // What failed must be told, even where the record of it cannot be kept either.
    const failure = { kind, at, took_ms: tookMs(), ok: false, bytes: null, detail: redactText(errorText(error)) };
    await recordRun(db, failure).catch(() => undefined);
    throw error;
  }
}
