import type { Db } from '../db/open-db.ts';
import { changesText, type DayFigures, digestOf, FIGURES, figuresLine } from './figures.ts';
import type { Snapshot, SnapshotFilter } from './snapshot.ts';

const COLUMNS = ['day', 'currency', 'version', ...FIGURES, 'digest', 'reason', 'created_at'] as const;
const ROWS_A_STATEMENT = 1000;

/** The newest version of each day and currency, by day, then currency. */
export function latestSnapshots(db: Db, filter: SnapshotFilter): Promise<readonly Snapshot[]> {
  return chosen(db, filter).distinctOn(['day', 'currency']).execute();
}

/** The newest day (a date) that has a snapshot in any currency. */
export async function newestDay(db: Db): Promise<string | undefined> {
  const row = await db.selectFrom('snapshots').select('day').orderBy('day', 'desc').limit(1).executeTakeFirst();
  return row?.day;
}

/** All versions of the snapshots chosen, by day, then currency, the newest version first. */
export function listSnapshotVersions(db: Db, filter: SnapshotFilter): Promise<readonly Snapshot[]> {
  return chosen(db, filter).execute();
}

/** All versions of one day (a date) in one currency, newest first. */
export function snapshotVersions(db: Db, day: string, currency: string): Promise<readonly Snapshot[]> {
  return listSnapshotVersions(db, { from: day, to: day, currency });
}

function chosen(db: Db, { from, to, currency }: SnapshotFilter) {
  return db
    .selectFrom('snapshots')
    .select(COLUMNS)
    .$if(from !== undefined, (query) => query.where('day', '>=', from ?? ''))
    .$if(to !== undefined, (query) => query.where('day', '<=', to ?? ''))
    .$if(currency !== undefined, (query) => query.where('currency', '=', currency ?? ''))
    .orderBy('day')
    .orderBy('currency')
    .orderBy('version', 'desc');
}

/** Keeps computed figures: a version where a day has none yet or other figures, nothing where they are the same. Answers how many versions were made. */
export async function saveFigures(
  db: Db,
  computed: readonly DayFigures[],
  { reason, at }: { readonly reason: string; readonly at: Date },
): Promise<number> {
  const days = computed.map(({ day }) => day);
  const stored = await latestSnapshots(db, { from: days.at(0), to: days.at(-1) });
  const newest = new Map(stored.map((snapshot) => [keyOf(snapshot), snapshot]));
  const made = computed.flatMap((figures) => {
    const version = nextVersion(figures, newest.get(keyOf(figures)), reason);
    return version === undefined ? [] : [{ ...figures, ...version, created_at: at }];
  });
  for (let start = 0; start < made.length; start += ROWS_A_STATEMENT)
    await db
      .insertInto('snapshots')
      .values(made.slice(start, start + ROWS_A_STATEMENT))
      .execute();
  return made.length;
}

const keyOf = ({ day, currency }: DayFigures): string => `${day} ${currency}`;

function nextVersion(figures: DayFigures, before: Snapshot | undefined, reason: string) {
  const digest = digestOf([figuresLine(figures)]);
  if (before === undefined) return { version: 1, digest, reason: `first (${reason})` };
  if (before.digest === digest) return undefined;
  return { version: before.version + 1, digest, reason: `${changesText(before, figures)} (${reason})` };
}
