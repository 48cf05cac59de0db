import type { Alert } from './alerts.ts';
import { code, words } from './cells.ts';
import type { Table } from './table.ts';

/** Every alert with its condition, severity and section of the runbook. */
export function alertsTable(alerts: readonly Alert[]): Table {
  return {
    columns: ['alert', 'means', 'condition', 'for', 'severity', 'runbook'],
    rows: alerts.map(({ alert, expr, for: lasts, labels, annotations }) => [
      code(alert),
      words(annotations.summary),
      code(expr),
      words(lasts),
      words(labels.severity),
      `[what to do](${annotations.runbook})`,
    ]),
  };
}
