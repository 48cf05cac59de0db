import { nowDate, systemClock } from '../base/clock.ts';
import { refused } from '../base/problem.ts';
import { inventoryRows } from '../db/classification.ts';
import { eraseSubject } from '../privacy/erase-subject-pg.ts';
import { exportSubject } from '../privacy/export-subject-pg.ts';
import { runRetention } from '../privacy/run-retention-pg.ts';
import { parseSubject, type Subject } from '../privacy/subject.ts';
import { readConfig } from '../read-config.ts';
import type { Call } from './command.ts';
import { printRows } from './print-rows.ts';
import { withOwnerDatabase } from './with-database.ts';

const cli = () => ({ actor: 'cli', at: nowDate(systemClock) });

/** `till privacy export SUBJECT`. */
export async function exportPerson({ environment, positionals, print }: Call): Promise<number> {
  const subject = subjectOf(positionals);
  print(
    JSON.stringify(
      await withOwnerDatabase(readConfig(environment), (db) => exportSubject(db, subject, cli())),
      null,
      2,
    ),
  );
  return 0;
}

/** `till privacy erase SUBJECT --yes`. */
export async function erasePerson(call: Call): Promise<number> {
  const subject = subjectOf(call.positionals);
  confirm(call, 'this erases personal data for good');
  const counts = await withOwnerDatabase(readConfig(call.environment), (db) => eraseSubject(db, subject, cli()));
  printCounts(call, counts);
  return 0;
}

/** `till privacy inventory`: from the classification in the code. */
export async function printInventory(call: Call): Promise<number> {
  printRows(call, inventoryRows());
  return 0;
}

/** `till retention run --yes`. */
export async function runRetentionNow(call: Call): Promise<number> {
  confirm(call, 'this erases personal data for good');
  const config = readConfig(call.environment);
  const counts = await withOwnerDatabase(config, (db) => runRetention(db, config, cli()));
  printCounts(call, counts);
  return 0;
}

function subjectOf([text = '']: readonly string[]): Subject {
  const subject = parseSubject(text);
  if (subject === undefined)
    throw refused('subject-malformed', `${text} is no email and no customer id`, 'such as jo@example.com or cus_123');
  return subject;
}

function confirm({ values }: Call, title: string): void {
  if (values['yes'] !== true) throw refused('not-confirmed', title, 'add --yes');
}

function printCounts(call: Call, counts: Readonly<Record<string, number>>): void {
  if (call.values['json'] === true) return call.print(JSON.stringify(counts));
  for (const [name, count] of Object.entries(counts)) call.print(`${name.padEnd(14)} ${count}`);
}
