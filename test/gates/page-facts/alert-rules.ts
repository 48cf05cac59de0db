import { readFileSync } from 'node:fs';
import { ALERTS_FILE, parseAlerts } from '../../../src/tables/alerts.ts';

/** The rules of alerts by name. */
export const alerts = new Map(parseAlerts(readFileSync(ALERTS_FILE, 'utf8')).map((rule) => [rule.alert, rule]));

/** What the pattern finds in the condition of an alert. */
const asks = (alert: string, pattern: RegExp): string => pattern.exec(alerts.get(alert)?.expr ?? '')?.[1] ?? 'nothing';

/** The number that an alert compares with. */
export const over = (alert: string): number => Number(asks(alert, / > (\d+)/));

/** The minutes that an alert looks back. */
export const span = (alert: string): string => asks(alert, /\[(\d+)m\]/);
