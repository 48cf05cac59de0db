import { EXIT } from '../../../src/engine/command/io.ts';
import { TRIES } from '../../../src/service/jobs/job-run-pg.ts';
import { JOBS } from '../../../src/service/jobs/job-table.ts';
import { SET_OPERATORS } from '../../../src/service/operations/expression.ts';
import { over, span } from './alert-rules.ts';
import { compose, hours, own, seconds, source, usual } from './code-facts.ts';
import { list, type Fact } from './page-text.ts';

const megabytes = () => [
  ...new Set(['web', 'worker'].map((name) => compose.services[name]?.mem_limit?.replace(/m$/, ''))),
];

/** Health, jobs, ages, ports, memory and the exit statuses of wrong input. */
export const RUNNING: readonly Fact[] = [
  [
    'health',
    'runbook',
    /\*\*Verify\*\*: (?:both addresses answer|`\/readyz` answers) (\d+)/,
    () => [source('src/service/web/health-routes.ts', /const READY = \{[\s\S]*?response: \{ (\d+): readySchema/)],
  ],
  [
    'without a worker',
    'runbook',
    /`\/readyz` is (\d+) outside of (\w+)\./,
    () =>
      source('src/service/web/health-routes.ts', /TILL_MODE !== '(\w+)'\);[\s\S]*reply\.code\((\d+)\)/)
        .split(' ')
        .toReversed(),
  ],
  [
    'without Stripe',
    'runbook',
    /`\/readyz` stays (\d+): Stripe/,
    () => [source('src/service/web/health-routes.ts', /const READY = \{[\s\S]*?response: \{ (\d+): readySchema/)],
  ],
  [
    'when retention runs',
    'governance',
    /^A job runs each (\w+)\. It takes personal fields/,
    () => JOBS.filter(({ name, cron }) => name === 'retention' && /^\d+ \d+ \* \* \*$/.test(cron)).map(() => 'day'),
  ],
  [
    'when snapshots are made',
    'revenue',
    /^Each (\w+) the job `snapshot-daily`/,
    () =>
      JOBS.filter(({ name, cron }) => name === 'snapshot-daily' && /^\d+ 0 \* \* \*$/.test(cron)).map(() => 'night'),
  ],
  [
    'how often a worker says that it lives',
    'known-issues',
    /the worker's heartbeat is every (\w+) seconds/,
    () => [seconds(source('src/service/jobs/heartbeat.ts', /^const BEAT_MS = ([\d_]+);/m))],
  ],
  [
    'silence that readiness and the alert allow',
    'known-issues',
    /readiness and the alert allow (a minute) and (\w+)/,
    () => [
      seconds(source('src/service/web/health-routes.ts', /^const WORKER_SILENT_MS = ([\d_]+);/m)) === 60
        ? 'a minute'
        : '',
      over('TillWorkerSilent') / 60,
    ],
  ],
  ['tries of a job', 'runbook', /a job failed (\w+) times in a row/, () => [TRIES]],
  [
    'states of a job that ended well',
    'runbook',
    /the last run of the job is `(\w+)` or `(\w+)`/,
    () => source('src/service/jobs/job.ts', /readonly kind: '(\w+)' \| '(\w+)';/).split(' '),
  ],
  [
    'when deliveries are quiet again',
    'runbook',
    /The alert is quiet (\d+) minutes after the last refusal/,
    () => [span('TillDeliveriesRefused')],
  ],
  [
    'when sign-ins are quiet again',
    'runbook',
    /The alert is quiet (\d+) minutes after the last attempt/,
    () => [span('TillSignInsRefused')],
  ],
  [
    'when requests are quiet again',
    'runbook',
    /the alert is quiet (\w+) minutes later/,
    () => [span('TillRequestsFail')],
  ],
  ['the age of a backup', 'runbook', /After (\d+) hours \[another alert\]/, () => [hours(over('TillBackupOld'))]],
  [
    'the age of a backup',
    'backup',
    /\[older than (\d+) hours\]\(\/runbook\/#the-backup-is-old\)/,
    () => [hours(over('TillBackupOld'))],
  ],
  [
    'the age of a backup',
    'backup',
    /The bounds that must hold are (\w+) minute for the demo, and (\d+) hours/,
    () => [
      Number(source('content/backup.mdx', /^check\('within a minute', rto < ([\d_]+)\)$/m)) / 60_000,
      hours(over('TillBackupOld')),
    ],
  ],
  [
    'the age of a drill',
    'backup',
    /the last good drill is older than (\d+) days/,
    () => [over('TillRestoreDrillOld') / 86_400],
  ],
  [
    'what stops Till',
    'runbook',
    /when it is asked to stop with (\w+)\./,
    () => [source('src/service/commands/stop-signal.ts', /of \['(\w+)',/)],
  ],
  [
    'operators of alerts',
    'runbook',
    /^\| Selectors, comparisons, (.+), numbers, `time\(\)` \|/,
    () => [SET_OPERATORS.map((word) => `\`${word}\``).join(', ')],
  ],
  [
    'functions of alerts',
    'runbook',
    /^\| `(\w+)`, `(\w+)` \| stretched/,
    () => source('src/service/operations/parse-expression.ts', /name !== '(\w+)' && name !== '(\w+)'\)/).split(' '),
  ],
  [
    'the answer to another host',
    'deployment',
    /Any other `Host` is answered (\d+)\./,
    () => [source('src/service/web/hosts.ts', /refuse\(reply, (\d+), \{ code: 'unknown_host'/)],
  ],
  [
    'what answers to any host',
    'deployment',
    /Only the probes (.+) take any name\./,
    () => [
      list(
        source('src/service/web/hosts.ts', /^const ANY_HOST = \/\^\\\/\(\?:([\w|]+)\)/m)
          .split('|')
          .map((name) => `\`/${name}\``),
        'and',
      ),
    ],
  ],
  ['the port', 'deployment', /`--url http:\/\/127\.0\.0\.1:(\d+)`/, () => [usual('PORT')]],
  [
    'the port',
    'demo',
    /Open `http:\/\/127\.0\.0\.1:(\d+)`/,
    () => [source('scripts/demo.ts', /port: \{ type: 'string', default: '(\d+)' \}/)],
  ],
  [
    'the runtime',
    'deployment',
    /^\| runtime \| Node (\d+) from the lock file/,
    () => [own.devDependencies['node']?.split('.')[0]],
  ],
  ['the memory', 'deployment', /^\| memory \| (\d+) MB for each process \|$/, megabytes],
  ['the memory', 'handover', /One web process and one worker need (\d+) MB of memory each/, megabytes],
  [
    'the exit status of wrong input',
    'operations',
    /and the exit status is (\d)\.$/,
    () => [source('src/service/cli.ts', /error instanceof Refused[\s\S]*?\breturn (\d);/)],
  ],
  [
    'the exit status of wrong input',
    'problems',
    /nothing is run, and the exit status is (\d)\.$/,
    () => [EXIT.badInput],
  ],
  [
    'the exit status of what was taken away',
    'bundle',
    /What takes something away ends with (\d)\./,
    () => [EXIT.notHeld],
  ],
];
