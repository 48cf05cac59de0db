import { errorText } from '../base/error-text.ts';
import { type Manifest, manifestSchema } from './format.ts';
import { type BackupRecord, type Bytes, readRecords, UnreadableBackup } from './records.ts';

/** Is given each table's name and rows, as COPY text; rows that it leaves are skipped. */
export type VisitTable = (name: string, rows: Bytes) => Promise<void>;

/** Walks through a backup's records, table by table, and answers the manifest at their end. Throws UnreadableBackup where they are no whole backup. */
export async function readTables(source: Bytes, visit: VisitTable): Promise<Manifest> {
  const records = readRecords(source);
  const names: string[] = [];
  let record = await nextRecord(records);
  const rowsOf = async function* () {
    for (record = await nextRecord(records); record.kind === 'data'; record = await nextRecord(records))
      yield record.content;
  };
  try {
    while (record.kind === 'table') {
      const name = record.content.toString('utf8');
      const rows = rowsOf();
      names.push(name);
      await visit(name, rows);
      while ((await rows.next()).done !== true);
    }
    const manifest = parseManifest(record, names);
    if ((await records.next()).done !== true) throw new UnreadableBackup('it goes on behind its manifest');
    return manifest;
  } finally {
    await records.return(undefined);
  }
}

async function nextRecord(records: AsyncGenerator<BackupRecord>): Promise<BackupRecord> {
  const step = await records.next();
  if (step.done === true) throw new UnreadableBackup('it ends without a manifest');
  return step.value;
}

function parseManifest({ kind, content }: BackupRecord, names: readonly string[]): Manifest {
  if (kind !== 'manifest') throw new UnreadableBackup('it holds rows of no table');
  const manifest = parseJson(content);
  if (JSON.stringify(manifest.tables.map(({ name }) => name)) !== JSON.stringify(names))
    throw new UnreadableBackup('its tables are not those of its manifest');
  return manifest;
}

function parseJson(content: Buffer): Manifest {
  try {
    return manifestSchema.parse(JSON.parse(content.toString('utf8')));
  } catch (error) {
    throw new UnreadableBackup(`its manifest is malformed: ${errorText(error)}`);
  }
}
