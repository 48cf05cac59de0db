import { SALT_LENGTH } from '../../../src/service/backup/cipher.ts';
import { headLine, LEFT_OUT, RECORD_KINDS } from '../../../src/service/backup/format.ts';
import { COMMANDS } from '../../../src/service/commands/table.ts';
import { environmentSchema } from '../../../src/service/config.ts';
import { JOBS } from '../../../src/service/jobs/job-table.ts';
import { source, usual } from './code-facts.ts';
import { list, type Fact } from './page-text.ts';

/** The format of a backup, its settings, its key and its job. */
export const BACKUPS: readonly Fact[] = [
  [
    'the key of a file',
    'backup',
    /The key of a file is HKDF-SHA-(\d+) of `(\w+)` with the salt/,
    () => [source('src/service/backup/cipher.ts', /hkdfSync\('sha(\d+)'/), 'BACKUP_KEY'],
  ],
  [
    'the seal',
    'backup',
    /^\| seal \| the line `(sha\d+)` and the SHA-256 of all before it \|$/,
    () => [source('src/service/backup/seal.ts', /`(sha\d+) \$\{/)],
  ],
  [
    'the length of a record',
    'backup',
    /a letter, a length in (\w+) bytes, and the content/,
    () => [Number(source('src/service/backup/records.ts', /^const HEAD = (\d+);/m)) - 1],
  ],
  [
    'the job',
    'backup',
    /^The job `([\w-]+)` writes a backup into/,
    () => JOBS.filter(({ name }) => name.startsWith('backup')).map(({ name }) => name),
  ],
  [
    'hours that can be set',
    'backup',
    /hours from one to the next: ([\d, or]+) \|/,
    () => [
      list(
        [...Array(25).keys()]
          .map(String)
          .filter((text) => environmentSchema.shape.BACKUP_EVERY_HOURS.safeParse(text).success),
        'or',
      ),
    ],
  ],
  ['the first time of a day', 'backup', /^\| `BACKUP_AT` \| .* \| `([^`]+)` \|$/, () => [usual('BACKUP_AT')]],
  [
    'hours from one to the next',
    'backup',
    /^\| `BACKUP_EVERY_HOURS` \| .* \| `([^`]+)` \|$/,
    () => [usual('BACKUP_EVERY_HOURS')],
  ],
  ['how many are kept', 'backup', /^\| `BACKUP_KEEP` \| .* \| `([^`]+)` \|$/, () => [usual('BACKUP_KEEP')]],
  [
    'the age that the deployment check finds',
    'backup',
    /\[older than (\d+) hours\]\(\/runbook\/#the-backup-is-old\)/,
    () => [source('src/service/deploy-check/backup-checks.ts', /name: 'backup',\s+most: (\d+),/)],
  ],
  [
    'the age of a drill that the deployment check finds',
    'backup',
    /the last good drill is older than (\d+) days/,
    () => [source('src/service/deploy-check/backup-checks.ts', /name: 'restore drill',\s+most: (\d+) \* 24,/)],
  ],
  [
    'the length of a key',
    'backup',
    /^\| (\d+) bytes in hex or base64 \| taken \|$/,
    () => [
      [...Array(64).keys()].find(
        (bytes) => environmentSchema.shape.BACKUP_KEY_PREVIOUS.safeParse('a1'.repeat(bytes)).success && bytes > 0,
      ),
    ],
  ],
  [
    'different bytes of a key',
    'backup',
    /^\| fewer than (\d+) different bytes \| refused \|$/,
    () => [source('src/service/base/secret-key.ts', /^const FEWEST = (\d+);/m)],
  ],
  ['the salt', 'backup', /^\| salt \| (\d+) bytes;/, () => [SALT_LENGTH]],
  [
    'the first line',
    'backup',
    /^\| head \| the line `([^`]+)`, or `([^`]+)` \|$/,
    () => [headLine('aes-256-gcm').trim(), headLine('plain').trim()],
  ],
  [
    'words of the key of a file',
    'backup',
    /with the salt and the words `([^`]+)`/,
    () => [source('src/service/backup/cipher.ts', /hkdfSync\('sha256', key, salt, '([^']+)', 32\)/)],
  ],
  [
    'kinds of records',
    'backup',
    /`(\w)` names a table, `(\w)` holds its rows as PostgreSQL's `COPY` writes them, and `(\w)` is the manifest/,
    () =>
      ['table', 'data', 'manifest'].map(
        (kind) => Object.entries(RECORD_KINDS).find(([, value]) => value === kind)?.[0],
      ),
  ],
  [
    'chunks and tags',
    'backup',
    /in chunks of (\d+) KiB, each with its tag of (\d+) bytes/,
    () => [
      Number(source('src/service/backup/cipher.ts', /^const CHUNK = ([\d_]+);/m)) / 1024,
      source('src/service/backup/cipher.ts', /^const TAG = (\d+);/m),
    ],
  ],
  [
    'the ending of a half',
    'backup',
    /A backup is written beside its name as `(\.\w+)`/,
    () => [source('src/service/backup/write-backup.ts', /const part = `\$\{order\.file\}(\.\w+)`;/)],
  ],
  [
    'tables that are left out',
    'backup',
    /^\| every table of Till, as of one moment \| (\w+): everybody signs in again \|$/,
    () => Object.keys(LEFT_OUT),
  ],
  [
    'which command reads every backup',
    'backup',
    /^`till (\w+)` reads each scheduled backup/,
    () => COMMANDS.filter(({ doc }) => doc.startsWith('read every scheduled backup')).map(({ words }) => words),
  ],
];
