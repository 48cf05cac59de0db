import { alerts, over, span } from './alert-rules.ts';
import { hours, source } from './code-facts.ts';
import type { Fact } from './page-text.ts';

const lasts = (alert: string): string => alerts.get(alert)?.for ?? 'never';
const minutes = (text: string): string => text.replace(/m$/, '');

/** When each alert fires, and what is looked at when it does. */
export const ALERTS: readonly Fact[] = [
  [
    'TillEventsWaiting',
    'runbook',
    /an event was stored more than (\w+) minutes ago/,
    () => [over('TillEventsWaiting') / 60],
  ],
  [
    'TillRequestsFail',
    'runbook',
    /more than (\w+) requests in (\w+) minutes failed on our side/,
    () => [over('TillRequestsFail'), span('TillRequestsFail')],
  ],
  [
    'TillDeliveriesRefused',
    'runbook',
    /more than (\w+) deliveries in (\w+) minutes were refused/,
    () => [over('TillDeliveriesRefused'), span('TillDeliveriesRefused')],
  ],
  [
    'TillIssuesOpen',
    'runbook',
    /do not agree, and (an hour) later it was still so/,
    () => [lasts('TillIssuesOpen') === '1h' ? 'an hour' : ''],
  ],
  [
    'TillRefundsUnanswered',
    'runbook',
    /a refund was asked for (\w+) minutes ago/,
    () => [minutes(lasts('TillRefundsUnanswered'))],
  ],
  ['TillWorkerSilent', 'runbook', /no process has run jobs for (\w+) minutes/, () => [over('TillWorkerSilent') / 60]],
  ['TillBackupOld', 'runbook', /no backup was written whole for (\w+) hours/, () => [hours(over('TillBackupOld'))]],
  [
    'TillBackupFailed',
    'runbook',
    /and (\w+) minutes later none has gone well/,
    () => [minutes(lasts('TillBackupFailed'))],
  ],
  [
    'TillRestoreDrillOld',
    'runbook',
    /no backup was restored on trial for (\w+) days/,
    () => [over('TillRestoreDrillOld') / 86_400],
  ],
  [
    'TillSignInsRefused',
    'runbook',
    /more than (\w+) attempts in (\w+) minutes failed, or came/,
    () => [over('TillSignInsRefused'), span('TillSignInsRefused')],
  ],
  [
    'the severities',
    'runbook',
    /Severity `(\w+)` wants somebody at once, `(\w+)` in working hours/,
    () => [alerts.get('TillUnanswered')?.labels.severity, alerts.get('TillJobsFail')?.labels.severity],
  ],
  [
    'the state before it fires',
    'runbook',
    /An alert is `(\w+)` while its condition has held for less/,
    () => [
      source(
        'src/service/operations/judge-alerts.ts',
        /STATES: readonly AlertState\[\] = \['firing', '(\w+)', 'quiet'\]/,
      ),
    ],
  ],
  [
    'the state of a good backup',
    'runbook',
    /the newest backup is `(\w+)`, and the alert/,
    () => [source('src/service/backup/list-backups.ts', /rows, state: '(\w+)' \}/)],
  ],
  [
    'the column of a reason',
    'runbook',
    /^The column `(\w+)` says why/,
    () => [source('src/service/commands/jobs.ts', /^ {4}(words): last\?\.words/m)],
  ],
  [
    'the column of an error',
    'runbook',
    /[Tt]he column `(\w+)` (?:says which|holds what)/i,
    () => [source('src/service/webhooks/event-pg.ts', /^ {2}'(error)',$/m)],
  ],
  [
    'TillUnanswered',
    'runbook',
    /^A Till that is stopped fires the alert after (\w+) minutes/,
    () => [minutes(lasts('TillUnanswered'))],
  ],
];
