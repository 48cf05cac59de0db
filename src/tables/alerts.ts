import { parse } from 'yaml';
import { z } from 'zod';

const alertSchema = z.object({
  alert: z.string().describe('Its name.'),
  expr: z.string().describe('The condition, in PromQL.'),
  for: z.string().default('at once').describe('How long the condition must hold.'),
  labels: z.object({ severity: z.string() }).describe('Who is woken: page at once, ticket in working hours.'),
  annotations: z.object({ summary: z.string(), runbook: z.string() }).describe('What it means and where to read on.'),
});
const fileSchema = z.object({ groups: z.array(z.object({ rules: z.array(alertSchema) })) });

/** One alert rule. */
export type Alert = Readonly<z.output<typeof alertSchema>>;

/** Where the alert rules stand in the project. */
export const ALERTS_FILE = 'deploy/alerts.yaml';

/** Reads the rules of an alerts file; throws what zod says when it has another shape. */
export function parseAlerts(text: string): readonly Alert[] {
  return fileSchema.parse(parse(text)).groups.flatMap(({ rules }) => rules);
}
