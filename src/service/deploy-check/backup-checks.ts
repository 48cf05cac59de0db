import path from 'node:path';
import type { Check, CheckContext } from './check.ts';
import { finding, held, notApplicable, type Outcome } from './outcome.ts';
import { readLastRuns } from './read-database-pg.ts';

const HOUR_MS = 3_600_000;
const KEY_HINT = 'keep the output of openssl rand -hex 32 where no backup is, and name it in BACKUP_KEY_FILE';

interface Age {
  readonly kind: 'backup' | 'drill';
  readonly name: string;
  readonly most: number;
  readonly hint: string;
}

const youngerThan =
  ({ kind, name, most, hint }: Age) =>
  async (context: CheckContext): Promise<Outcome> => {
    if (!context.strict) return needsNone(context);
    const { good, failed } = await context.database((db) => readLastRuns(db, kind));
    if (failed) return finding(`the last ${name} failed`, 'see the runbook, mend what it names, and run it again');
    if (good === undefined) return finding(`no ${name} is recorded`, hint);
    const hours = (context.clock() - good.getTime()) / HOUR_MS;
    const said = hours < 48 ? `${Math.round(hours)} h old` : `${Math.round(hours / 24)} days old`;
    return hours <= most ? held(said) : finding(`the last good ${name} is ${said}`, hint);
  };

const needsNone = ({ config }: CheckContext): Outcome => notApplicable(`mode ${config.TILL_MODE} needs none`);

function scheduled(context: CheckContext): Outcome {
  const { BACKUP_DIR: folder, BACKUP_EVERY_HOURS: hours, BACKUP_AT: at } = context.config;
  if (!context.strict) return needsNone(context);
  if (folder === undefined) return finding('BACKUP_DIR is not set: no backup is scheduled', 'set BACKUP_DIR');
  if (!path.isAbsolute(folder))
    return finding(`BACKUP_DIR ${folder} depends on where Till is started`, 'name the folder from the root');
  return held(`every ${hours} hours from ${at}`);
}

function encrypted(context: CheckContext): Outcome {
  const fault = context.faults.get('BACKUP_KEY') ?? context.faults.get('BACKUP_KEY_PREVIOUS');
  if (fault !== undefined) return finding(fault, KEY_HINT);
  if (!context.strict) return needsNone(context);
  const { BACKUP_DIR: folder, BACKUP_KEY: key } = context.config;
  if (key === undefined) return finding('BACKUP_KEY is not set: who finds a backup can read it', KEY_HINT);
  const file = context.machine.environment['BACKUP_KEY_FILE'];
  if (file !== undefined && folder !== undefined && isWithin(folder, file))
    return finding('BACKUP_KEY_FILE lies in BACKUP_DIR: who finds a backup finds its key', KEY_HINT);
  return held();
}

function isWithin(folder: string, file: string): boolean {
  const way = path.relative(path.resolve(folder), path.resolve(file));
  return way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}

/** What keeps data from being lost. */
export const BACKUP_CHECKS: readonly Check[] = [
  {
    id: 'ops.W703',
    level: 'warning',
    title: 'a restore was tried within 30 days',
    doc: 'The newest restore drill that went well is at most 30 days old, and the last one did not fail.',
    from: 'running',
    run: youngerThan({
      kind: 'drill',
      name: 'restore drill',
      most: 30 * 24,
      hint: 'restore the newest backup into an empty database',
    }),
  },
  {
    id: 'ops.W705',
    level: 'warning',
    title: 'a backup is at most 26 hours old',
    doc: 'The newest backup that went well is at most 26 hours old, and the last one did not fail.',
    from: 'running',
    run: youngerThan({
      kind: 'backup',
      name: 'backup',
      most: 26,
      hint: 'run till backup FILE, and look at the daily job',
    }),
  },
  {
    id: 'ops.W706',
    level: 'warning',
    title: 'backups are scheduled',
    doc: 'BACKUP_DIR is set, to a path from the root.',
    from: 'settings',
    run: scheduled,
  },
  {
    id: 'ops.W707',
    level: 'warning',
    title: 'backups are encrypted with a key kept elsewhere',
    doc: 'BACKUP_KEY is set and plainly not weak, and BACKUP_KEY_FILE is not in BACKUP_DIR.',
    from: 'settings',
    run: encrypted,
  },
];
