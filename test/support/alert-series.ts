import { readFileSync } from 'node:fs';
import path from 'node:path';
import { evaluateExpression } from '../../src/service/operations/evaluate-expression.ts';
import type { Figure, Labels, Scrape } from '../../src/service/operations/figure.ts';
import { parseAlertRules } from '../../src/service/operations/parse-alert-rules.ts';
import { parseExposition } from '../../src/service/operations/parse-exposition.ts';
import { parseExpression } from '../../src/service/operations/parse-expression.ts';

export const RULE_FILE = path.resolve(import.meta.dirname, '../../deploy/alerts.yaml');
export const rules = parseAlertRules({ file: 'alerts.yaml', text: readFileSync(RULE_FILE, 'utf8') });

/** A step that no range of the rules is a multiple of: older and newer Prometheus differ about a value on a range's edge. */
export const STEP_MS = 61_000;
export const GONE = '';

/** Series as text, each with one value a step; an empty one is a step without a value. */
export type Table = Readonly<Record<string, readonly string[]>>;

function labelsOf(series: string): Labels {
  const [figure] = parseExposition(`${series} 0`, {}) ?? [];
  if (figure === undefined) throw new Error(`no series: ${series}`);
  return figure.labels;
}

export function scrapesOf(table: Table): Scrape[] {
  const length = Math.max(...Object.values(table).map((values) => values.length));
  const series = Object.entries(table).map(([text, values]) => ({ labels: labelsOf(text), values }));
  return Array.from({ length }, (_, step) => ({
    at: step * STEP_MS,
    figures: series.flatMap(({ labels, values }): Figure[] => {
      const text = values[step] ?? GONE;
      return text === GONE ? [] : [{ labels, value: Number(text.replace('Inf', 'Infinity')) }];
    }),
  }));
}

export const steps = (text: string): readonly string[] => text.split(' ').map((word) => (word === '_' ? GONE : word));
export const ramp = (length: number, value: (step: number) => number): readonly string[] =>
  Array.from({ length }, (_, step) => String(value(step)));

export function evaluate(expr: string, table: Table, step: number): readonly Figure[] {
  const parsed = parseExpression(expr);
  if (parsed.kind === 'refused') throw new Error(`${expr}: ${parsed.reason}`);
  const scrapes = scrapesOf(table).slice(0, step + 1);
  return evaluateExpression(parsed.expression, { at: step * STEP_MS, scrapes });
}

export const TABLES: Readonly<Record<string, Table>> = {
  'values that come, go and are none': {
    'a{x="1",y="p"}': steps('0 1 2 3 _ _ 5 5 5 7 NaN 4'),
    'a{x="2"}': steps('_ _ _ 8 8 8 8 2 1 0 0 -3'),
    'a{x="12",y="q"}': steps('4 4 4 4 4 4 4 4 4 4 4 4'),
    'b{x="1",y="p"}': steps('1 1 1 1 1 1 _ 1 1 1 1 1'),
    'b{x="3"}': steps('Inf Inf -Inf 2 2 2 2 2 2 2 2 9'),
  },
  'counters that restart': {
    'a{x="1"}': ramp(30, (step) => (step < 17 ? step * 3 : (step - 17) * 2)),
    'a{x="2"}': ramp(30, (step) => 100 + Math.floor(step / 4) * 7),
    'b{x="1"}': ramp(30, () => 40),
    'b{x="2"}': ramp(30, (step) => (step % 6) + 0.25),
  },
};

export const EXPRESSIONS = [
  'a',
  'b',
  'a{x="1"}',
  'a{x!="1"}',
  'a{x=~"1|2"}',
  'a{x=~"1"}',
  'a{x=~"1."}',
  'a{x!~"1.*"}',
  'a{y=""}',
  'a{y!=""}',
  'a{x=~"1.*",y!~"p"}',
  '{__name__="b"}',
  '{__name__=~"a|b",x="1"}',
  "a{x='1'}",
  'a{x=`1`}',
  'a > 4',
  'a >= 4',
  'a < 4',
  'a <= 4',
  'a == 4',
  'a != 4',
  '4 < a',
  '4 >= a',
  'a > -1e0',
  'a > 0x3',
  'a * 2',
  '2 - a',
  'a / 4',
  'a % 3',
  'a + 1.5 > 6',
  '-a',
  '-a < -3',
  '(a - 1) * -2',
  'time() - a',
  'time() > a',
  'a < time() - 300',
  'a and b',
  'a or b',
  'b or a',
  'a unless b',
  'a > 4 or a < 1',
  'a > 1 and a < 8',
  'a > 1 and a < 8 or b',
  'a > 1 and (a < 8 or b)',
  'a unless b or b',
  'increase(a[5m])',
  'increase(a[15m])',
  'increase(a{x="1"}[1h])',
  'rate(a[5m])',
  'rate(b[150s])',
  'increase(b[2m30s])',
  'increase(a[15m]) > 20',
  'rate(a[10m]) * 600 >= 30',
  'increase(a[5m]) > 5 or increase(b[5m]) > 1',
  'increase(a[5m]) and b',
];
