import { code, words } from './cells.ts';
import type { Table } from './table.ts';

/** Every job with its schedule in UTC. */
export function jobsTable(
  jobs: readonly { readonly name: string; readonly cron: string; readonly doc: string }[],
): Table {
  return {
    columns: ['job', 'schedule (UTC)', 'what it does'],
    rows: jobs.map(({ name, cron, doc }) => [code(name), code(cron), words(doc)]),
  };
}
