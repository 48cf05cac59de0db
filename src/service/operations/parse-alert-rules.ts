import { type Document, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { type Problem, Refused } from '../base/problem.ts';
import type { AlertRule } from './alert-rule.ts';
import { parseDuration } from './duration.ts';
import { parseExpression } from './parse-expression.ts';

/** What is read: the text of a rule file, under its name in messages. */
export interface RuleText {
  readonly file: string;
  readonly text: string;
}

const duration = z.string().transform((text, context) => {
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  context.addIssue({ code: 'custom', message: `${text} is no duration, such as 5m` });
  return z.NEVER;
});

const expression = z.string().transform((text, context) => {
  const parsed = parseExpression(text);
  if (parsed.kind === 'parsed') return parsed.expression;
  context.addIssue({ code: 'custom', message: parsed.reason });
  return z.NEVER;
});

const ruleSchema = z.strictObject({
  alert: z.string().regex(/^[a-z_]\w*$/i, { error: 'is no name of an alert' }),
  expr: expression,
  for: duration.optional(),
  labels: z.looseObject({ severity: z.enum(['page', 'ticket']) }),
  annotations: z.looseObject({ summary: z.string(), runbook: z.string() }),
});
const fileSchema = z.strictObject({
  groups: z.array(z.strictObject({ name: z.string(), interval: z.string().optional(), rules: z.array(ruleSchema) })),
});

/** Reads the alerts of a Prometheus rule file. Throws Refused with everything wrong at once, by file and line. */
export function parseAlertRules({ file, text }: RuleText): readonly AlertRule[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => `${file}:${lines.linePos(offset).line}`;
  if (document.errors.length > 0)
    throw new Refused(document.errors.map((error) => malformed(at(error.pos[0]), error.message)));
  const parsed = fileSchema.safeParse(document.toJS());
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) =>
      malformed(
        at(offsetOf(document, path)),
        `${path.filter((step) => typeof step === 'string').join('.')}: ${message}`,
      ),
    );
    throw new Refused(problems);
  }
  const rules = parsed.data.groups.flatMap((group) => group.rules).map(ruleOf);
  if (rules.length === 0) throw new Refused([malformed(`${file}:1`, 'holds no alert')]);
  return rules;
}

function ruleOf({ alert, expr, for: forMs = 0, labels, annotations }: z.output<typeof ruleSchema>): AlertRule {
  const { summary, runbook } = annotations;
  return { name: alert, expression: expr, forMs, severity: labels.severity, summary, runbook };
}

/** Where a value stands, or the nearest thing around it that is there. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const node = document.getIn(path.slice(0, depth), true);
    const range = rangeSchema.safeParse(node);
    if (range.success) return range.data.range[0];
  }
  return 0;
}

const rangeSchema = z.looseObject({ range: z.tuple([z.number()], z.number()) });

const malformed = (place: string, words: string): Problem => ({
  code: 'alerts-malformed',
  title: `${place}: ${words}`,
  hint: 'a Prometheus rule file; till alerts judges selectors, comparisons, and, or, unless, numbers, increase, rate and time()',
});
