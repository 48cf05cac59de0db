import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { to as copyTo } from 'pg-copy-streams';
import { appendAudit } from '../audit/audit-pg.ts';
import { type Clock, nowDate } from '../base/clock.ts';
import { refused } from '../base/problem.ts';
import { type Db, poolOf } from '../db/open-db.ts';
import type { ExportKind } from './export-kind.ts';
import { type ExportPeriod, exportSql } from './export-sql.ts';

/** What somebody wants to have; `pii` says whether they may see personal data. */
export interface ExportRequest {
  readonly kind: ExportKind;
  readonly period: ExportPeriod;
  readonly pii: boolean;
  readonly actor: string;
}

// A slow reader holds a connection; two leave enough for everybody else.
const AT_ONCE = 2;
const running = new WeakMap<Db, number>();

/** A file on its way; `ended` comes when its end is audited, also when its reader has left. */
export interface RunningExport {
  readonly stream: Readable;
  readonly ended: Promise<void>;
}

/**
 * Streams a CSV file with a heading line: one snapshot of the data, in constant memory. Audited when it begins, with
 * the filter, and when it ends, with the number of rows or with the fact that it broke off. Refused where too many run.
 */
export async function runExport(db: Db, request: ExportRequest, clock: Clock): Promise<RunningExport> {
  const now = running.get(db) ?? 0;
  if (now >= AT_ONCE) throw refused('export-busy', 'other exports are running', 'try again in a minute');
  running.set(db, now + 1);
  try {
    await note(db, { ...request, action: 'export.begin', detail: {} }, clock);
    const { stream, rows } = await openCopy(db, request);
    return { stream, ended: finish(db, request, { rows, clock }) };
  } catch (error) {
    running.set(db, (running.get(db) ?? 1) - 1);
    throw error;
  }
}

async function openCopy(db: Db, { kind, period, pii }: ExportRequest) {
  const client = await poolOf(db).connect();
  try {
    await client.query("BEGIN READ ONLY; SET LOCAL statement_timeout = '10min'");
    const copy = client.query(copyTo(`COPY (${exportSql(kind, period, pii)}) TO STDOUT (FORMAT csv, HEADER)`));
    const stream = new PassThrough();
    // A reader that leaves ends the statement too; its connection is then of no more use.
    const rows = pipeline(copy, stream).then(
      async () => {
        await client.query('COMMIT');
        client.release();
        return copy.rowCount;
      },
      (error: unknown) => {
        client.release(true);
        stream.destroy(error instanceof Error ? error : new Error('the export broke off'));
        return undefined;
      },
    );
    return { stream, rows };
  } catch (error) {
    client.release(true);
    throw error;
  }
}

async function finish(
  db: Db,
  request: ExportRequest,
  { rows, clock }: { rows: Promise<number | undefined>; clock: Clock },
): Promise<void> {
  const count = await rows;
  running.set(db, (running.get(db) ?? 1) - 1);
  const action = count === undefined ? 'export.broken' : 'export.done';
  await note(db, { ...request, action, detail: count === undefined ? {} : { rows: count } }, clock).catch(
    () => undefined,
  );
}

type Note = ExportRequest & { readonly action: string; readonly detail: Readonly<Record<string, number>> };

async function note(db: Db, { kind, period, pii, actor, action, detail }: Note, clock: Clock): Promise<void> {
  const filter = { from: period.from?.toISOString() ?? null, to: period.to?.toISOString() ?? null, pii };
  const entry = { actor, action, subject: `export ${kind.name}`, detail: { ...filter, ...detail } };
  await db.transaction().execute((transaction) => appendAudit(transaction, entry, nowDate(clock)));
}
