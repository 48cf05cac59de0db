import type { AlertRule } from './alert-rule.ts';
import { evaluateExpression } from './evaluate-expression.ts';
import { selectorsOf } from './expression.ts';
import { type Labels, type Scrape, seriesKey, withoutName } from './figure.ts';

/** What is to be said of an alert. `firing` held for as long as its rule asks, `pending` not yet. */
export type AlertState = 'firing' | 'pending' | 'quiet';

/** An alert for one series, or a quiet one. `since` is when it began to hold, in ms; earlier if that is the first scrape. */
export interface JudgedAlert {
  readonly rule: AlertRule;
  readonly state: AlertState;
  readonly labels: Labels;
  readonly value: number | undefined;
  readonly since: number | undefined;
}

/** How far back scrapes count, in ms: the longest range and the longest `for` together. */
export function reachMs(rules: readonly AlertRule[]): number {
  const ranges = rules.flatMap(({ expression }) => selectorsOf(expression).map(([, rangeMs]) => rangeMs));
  return Math.max(0, ...ranges) + Math.max(0, ...rules.map(({ forMs }) => forMs));
}

/** Judges each alert at the last scrape, worst first. An alert that did not hold at one scrape begins anew. */
export function judgeAlerts(rules: readonly AlertRule[], scrapes: readonly Scrape[]): readonly JudgedAlert[] {
  const judged = rules.flatMap((rule) => judgeRule(rule, scrapes));
  return judged.toSorted((a, b) => rank(a) - rank(b));
}

const STATES: readonly AlertState[] = ['firing', 'pending', 'quiet'];

const rank = ({ state, rule }: JudgedAlert): number => STATES.indexOf(state) * 2 + (rule.severity === 'page' ? 0 : 1);

interface Active {
  readonly labels: Labels;
  readonly value: number;
  readonly since: number;
}

function judgeRule(rule: AlertRule, scrapes: readonly Scrape[]): readonly JudgedAlert[] {
  let active = new Map<string, Active>();
  for (const [index, { at }] of scrapes.entries()) {
    const figures = evaluateExpression(rule.expression, { at, scrapes: scrapes.slice(0, index + 1) });
    const before = active;
    active = new Map(
      figures.map(({ labels, value }) => {
        const key = seriesKey(labels);
        return [key, { labels: withoutName(labels), value, since: before.get(key)?.since ?? at }];
      }),
    );
  }
  const now = scrapes.at(-1)?.at ?? 0;
  if (active.size === 0) return [{ rule, state: 'quiet', labels: {}, value: undefined, since: undefined }];
  return [...active.values()].map((one) => ({
    rule,
    state: now - one.since >= rule.forMs ? 'firing' : 'pending',
    ...one,
  }));
}
