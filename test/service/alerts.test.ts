import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { Refused } from '../../src/service/base/problem.ts';
import { extendHistory, historyText, parseHistory } from '../../src/service/operations/alert-history.ts';
import { parseDuration } from '../../src/service/operations/duration.ts';
import { evaluateExpression } from '../../src/service/operations/evaluate-expression.ts';
import type { Figure, Labels, Scrape } from '../../src/service/operations/figure.ts';
import { judgeAlerts } from '../../src/service/operations/judge-alerts.ts';
import { parseAlertRules } from '../../src/service/operations/parse-alert-rules.ts';
import { parseExposition } from '../../src/service/operations/parse-exposition.ts';
import { parseExpression } from '../../src/service/operations/parse-expression.ts';
import { start } from '../support/program.ts';

const RULE_FILE = path.resolve(import.meta.dirname, '../../deploy/alerts.yaml');
const rules = parseAlertRules({ file: 'alerts.yaml', text: readFileSync(RULE_FILE, 'utf8') });

/** A step that no range of the rules is a multiple of: older and newer Prometheus differ about a value on a range's edge. */
const STEP_MS = 61_000;
const GONE = '';

/** Series as text, each with one value a step; an empty one is a step without a value. */
type Table = Readonly<Record<string, readonly string[]>>;

function labelsOf(series: string): Labels {
  const [figure] = parseExposition(`${series} 0`, {}) ?? [];
  if (figure === undefined) throw new Error(`no series: ${series}`);
  return figure.labels;
}

function scrapesOf(table: Table): Scrape[] {
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

const steps = (text: string): readonly string[] => text.split(' ').map((word) => (word === '_' ? GONE : word));
const ramp = (length: number, value: (step: number) => number): readonly string[] =>
  Array.from({ length }, (_, step) => String(value(step)));

function evaluate(expr: string, table: Table, step: number): readonly Figure[] {
  const parsed = parseExpression(expr);
  if (parsed.kind === 'refused') throw new Error(`${expr}: ${parsed.reason}`);
  const scrapes = scrapesOf(table).slice(0, step + 1);
  return evaluateExpression(parsed.expression, { at: step * STEP_MS, scrapes });
}

const TABLES: Readonly<Record<string, Table>> = {
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

const EXPRESSIONS = [
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

describe('expressions', () => {
  const table = { 'a{x="1"}': steps('0 0 30'), 'a{x="2"}': steps('5 5 5'), b: steps('1 _ 3') };
  it.each<[string, number, Record<string, number>]>([
    ['a > 4', 0, { '2': 5 }],
    ['a > 4', 2, { '1': 30, '2': 5 }],
    ['a == 5 or b', 1, { '2': 5 }],
    ['a == 5 or b', 2, { '2': 5, '': 3 }],
    ['a{x=~"1|3"}', 2, { '1': 30 }],
    // Seen 0, 0, 30 over 122 s of 15 min; the counter was zero at the first value, so that nothing came before it.
    ['increase(a{x="1"}[15m])', 2, { '1': 30 }],
    ['increase(a{x="1"}[15m])', 0, {}],
    ['time() - a', 2, { '1': 92, '2': 117 }],
  ])('%s at step %i is %j', (expr, step, expected) => {
    const found = evaluate(expr, table, step).map(({ labels, value }) => [labels['x'] ?? '', value] as const);
    expect(Object.fromEntries(found)).toEqual(expected);
  });

  it.each([
    ['a > ', 'no expression'],
    ['', 'no expression'],
    ['1 + 2', 'names no figure'],
    ['time()', 'names no figure'],
    ['sum(a) > 1', 'not judged here'],
    ['a offset 5m', 'not judged here'],
    ['a @ 5', 'not judged here'],
    ['a[5m]', 'not judged here'],
    ['rate(a[5m:1m])', 'needs figures over a range'],
    ['rate(a)', 'needs figures over a range'],
    ['delta(a[5m])', 'delta() is not judged here'],
    ['a == bool 1', 'modifiers'],
    ['a and on(x) b', 'modifiers'],
    ['a + b', 'between these two'],
    ['a > b', 'between these two'],
    ['a and 1', 'between these two'],
    ['a ^ 2', 'between these two'],
    ['1 > 2', 'between these two'],
    ['a{x=~"("}', 'no pattern'],
    ['a{"x"="1"}', 'no condition'],
    ['a{x="\\d"}', 'escape'],
    ['-1', 'names no figure'],
  ])('%s is refused: %s', (expr, reason) => {
    const parsed = parseExpression(expr);
    expect(parsed).toMatchObject({ kind: 'refused' });
    expect(parsed.kind === 'refused' ? parsed.reason : '').toContain(reason);
  });

  it.each([
    ['5m', 300_000],
    ['1h30m', 5_400_000],
    ['250ms', 250],
    ['1d', 86_400_000],
    ['', undefined],
    ['0s', undefined],
    ['5', undefined],
    ['30m1h', undefined],
  ])('%j is %s milliseconds', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });
});

describe('figures in the text format', () => {
  it('are read with their labels', () => {
    const text = '# HELP a A.\n# TYPE a gauge\na{x="1,\\"}\\n",y=""} 5\nb NaN 1700000000\nc +Inf\n';
    expect(parseExposition(text, { job: 'till' })).toEqual([
      { labels: { __name__: 'a', x: '1,"}\n', y: '', job: 'till' }, value: 5 },
      { labels: { __name__: 'b', job: 'till' }, value: NaN },
      { labels: { __name__: 'c', job: 'till' }, value: Infinity },
    ]);
  });

  it.each(['<html>', 'a{x=1} 5', 'a five', 'a{x="1"', '# only words', ''])('%j is another format', (text) => {
    expect(parseExposition(text, {})).toBeUndefined();
  });
});

const ruleText = (...lines: string[]) => ['groups:', '  - name: g', '    rules:', ...lines].join('\n');
const ruleLines = (name: string, expr: string, wait?: string) => [
  `      - alert: ${name}`,
  `        expr: ${expr}`,
  ...(wait === undefined ? [] : [`        for: ${wait}`]),
  '        labels: { severity: ticket }',
  '        annotations: { summary: S., runbook: /r/#s }',
];
const rulesFrom = (...lines: string[]) => parseAlertRules({ file: 'r.yaml', text: ruleText(...lines) });

describe('alerts', () => {
  const [rule] = rulesFrom(...ruleLines('A', 'a > 1', '2m'));
  const judge = (values: string) => judgeAlerts(rule === undefined ? [] : [rule], scrapesOf({ a: steps(values) }));

  it.each([
    ['0 0 0', 'quiet', undefined],
    ['0 0 2', 'pending', 2],
    ['0 2 2', 'pending', 1],
    ['2 2 2', 'firing', 0],
    ['2 0 2', 'pending', 2],
    ['2 _ 2', 'pending', 2],
    ['2 2 2 0', 'quiet', undefined],
  ])('over 1 for two minutes, with %s: %s', (values, state, step) => {
    expect(judge(values)).toMatchObject([{ state, since: step === undefined ? undefined : step * STEP_MS }]);
  });

  it('come worst first', () => {
    const scrapes = [0, STEP_MS, STEP_MS * 70].map((at) => ({
      at,
      figures:
        parseExposition('till_open_issues 1\ntill_worker_age_seconds -1\ntill_events{status="parked"} 2', {
          job: 'till',
        }) ?? [],
    }));
    const states = judgeAlerts(rules, scrapes).map(({ rule: { name, severity }, state }) => [state, severity, name]);
    expect(states.slice(0, 4)).toEqual([
      ['firing', 'page', 'TillWorkerSilent'],
      ['firing', 'ticket', 'TillEventsParked'],
      ['firing', 'ticket', 'TillIssuesOpen'],
      ['quiet', 'page', 'TillUnanswered'],
    ]);
  });

  it('name every mistake of a file with its line', () => {
    const lines = [...ruleLines('A', 'sum(a)'), ...ruleLines('B', 'a > 1', 'soon'), '      - alert: C'];
    const problems = () => rulesFrom(...lines);
    expect(problems).toThrow(Refused);
    try {
      problems();
    } catch (error) {
      const titles = error instanceof Refused ? error.problems.map(({ title }) => title) : [];
      expect(titles.map((title) => title.replace(/: .*/, ''))).toEqual([
        'r.yaml:5',
        'r.yaml:10',
        'r.yaml:13',
        'r.yaml:13',
        'r.yaml:13',
      ]);
    }
  });

  it.each(['groups: []', 'rules: [', 'groups: 5', ''])('%j holds no alerts', (text) => {
    expect(() => parseAlertRules({ file: 'r.yaml', text })).toThrow(/r\.yaml:1/);
  });
});

describe('the history', () => {
  const bounded = rulesFrom(...ruleLines('A', 'increase(a[5m]) > 1', '2m'));

  it('is read as it was written', () => {
    const scrapes = scrapesOf({ 'a{x="1"}': steps('1 NaN Inf'), b: steps('_ 2 3.5') });
    expect(parseHistory({ file: 'h', text: historyText(scrapes) })).toEqual(scrapes);
  });

  it('keeps what rules ask for, as far as they look back and one scrape more', () => {
    const scrapes = scrapesOf({ a: ramp(30, Number), b: ramp(30, Number) });
    let history: readonly Scrape[] = [];
    for (const scrape of scrapes) history = extendHistory(history, scrape, bounded);
    // Seven minutes are six steps, and the seventh lies beyond.
    expect(history.map(({ at }) => at / STEP_MS)).toEqual([22, 23, 24, 25, 26, 27, 28, 29]);
    expect(history.flatMap(({ figures }) => figures.map(({ labels }) => labels['__name__']))).toEqual(
      Array(8).fill('a'),
    );
  });

  it('refuses lines that are none, by their number', () => {
    const line = (at: string) => JSON.stringify({ at, figures: [] });
    const text = [
      line('2026-11-24T10:00:00.000Z'),
      '{',
      line('2026-11-24T10:01:00.000Z'),
      line('2026-11-24T10:01:00.000Z'),
    ];
    expect(() => parseHistory({ file: 'h', text: text.join('\n') })).toThrow(/h:2: .*h:4: /);
  });
});

const promtool = spawnSync('promtool', ['--version']).error === undefined;

/** What promtool says of a test file that pins what is reckoned here; it fails where Prometheus reckons something else. */
function askPromtool(test: object, alerts: string): string {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'promtool-'));
  try {
    writeFileSync(path.join(dir, 'rules.yaml'), alerts);
    const file = { rule_files: ['rules.yaml'], evaluation_interval: '61s', tests: [test] };
    writeFileSync(path.join(dir, 'test.yaml'), stringify(file));
    const run = spawnSync('promtool', ['test', 'rules', 'test.yaml'], { cwd: dir, encoding: 'utf8' });
    return `${run.stdout}${run.stderr}`;
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** Where promtool reckoned something else. It takes no number for unlike itself, and cannot be told to expect -0. */
function differences(output: string): string[] {
  if (!/SUCCESS|FAILED/.test(output)) return [output];
  const told = [...output.matchAll(/expr: (.*)\n\s*exp: ?(.*)\n\s*got: ?(.*)/g)];
  const plain = (text = '') => text.replaceAll('-0E+00', '0E+00');
  const unlike = told.filter(([, , expected, got]) => plain(expected) !== plain(got)).map(([whole]) => whole);
  return output.includes('FAILED') && told.length === 0 ? [output] : unlike;
}

function inputSeries(table: Table) {
  return Object.entries(table).map(([series, values]) => ({
    series,
    values: values
      .map((text, step) => (text !== GONE ? text : (values[step - 1] ?? GONE) === GONE ? '_' : 'stale'))
      .join(' '),
  }));
}

const seriesText = ({ __name__: name = '', ...labels }: Labels) =>
  `${name}{${Object.entries(labels)
    .map(([label, text]) => `${label}=${JSON.stringify(text)}`)
    .join(',')}}`;

describe.skipIf(!promtool)('with the real promtool', () => {
  const NONE = 'groups: []';

  it('the file of alerts is good', () => {
    expect(execFileSync('promtool', ['check', 'rules', RULE_FILE], { encoding: 'utf8' })).toContain(
      `${rules.length} rules found`,
    );
  });

  it('would tell a difference', () => {
    const samples = [{ labels: 'a', value: 2 }];
    const test = {
      interval: '61s',
      input_series: [{ series: 'a', values: '1' }],
      promql_expr_test: [{ expr: 'a', eval_time: '0s', exp_samples: samples }],
    };
    expect(differences(askPromtool(test, NONE))).toEqual([expect.stringContaining('got: {__name__="a"} 1E+00')]);
  });

  it.each(Object.entries(TABLES))('expressions agree: %s', (_name, table) => {
    const length = Math.max(...Object.values(table).map((values) => values.length));
    const cases = EXPRESSIONS.flatMap((expr) =>
      Array.from({ length }, (_, step) => ({
        expr,
        eval_time: `${(step * STEP_MS) / 1000}s`,
        exp_samples: evaluate(expr, table, step).map(({ labels, value }) => ({
          labels: seriesText(labels),
          value,
        })),
      })),
    );
    expect(cases.length).toBeGreaterThan(500);
    const test = { interval: '61s', input_series: inputSeries(table), promql_expr_test: cases };
    expect(differences(askPromtool(test, NONE))).toEqual([]);
  });

  it('every alert of the file fires at the same times', () => {
    const text = readFileSync(RULE_FILE, 'utf8');
    const length = 300;
    const from = (step: number, value: number, otherwise = 0) => ramp(length, (at) => (at < step ? otherwise : value));
    const between = (first: number, last: number, value: number, otherwise = 0) =>
      ramp(length, (at) => (at >= first && at < last ? value : otherwise));
    const table: Table = {
      'up{job="till"}': between(20, 28, 0, 1),
      'till_events{job="till",status="parked"}': between(10, 40, 2),
      'till_events{job="till",status="processed"}': from(0, 9),
      'till_oldest_stored_event_seconds{job="till"}': between(30, 34, 500),
      'till_webhook_deliveries_total{job="till",result="refused"}': ramp(length, (at) =>
        at > 50 && at < 60 ? at * 5 : 4,
      ),
      'till_requests_failed_total{job="till"}': ramp(length, (at) => Math.min(at, 90) * 2),
      'till_open_issues{job="till"}': between(60, 140, 3),
      'till_open_refund_requests{job="till"}': between(70, 100, 1),
      'till_worker_age_seconds{job="till"}': ramp(length, (at) => (at < 80 ? 5 : at < 90 ? -1 : 5)),
      'till_failing_jobs{job="till"}': between(100, 110, 1),
      'till_snapshot_age_days{job="till"}': from(120, 2, 1),
      'till_backup_age_seconds{job="till"}': ramp(length, (at) => (at < 10 ? -1 : at * 400)),
      'till_backup_failing{job="till"}': between(30, 50, 1),
      'till_restore_drill_failing{job="till"}': between(40, 60, 1),
      'till_restore_drill_age_seconds{job="till"}': ramp(length, (at) => (at < 12 ? -1 : at * 10_000)),
      'till_sign_ins_total{job="till",result="locked"}': ramp(length, (at) => Math.max(0, at - 200) * 4),
      'till_sign_ins_total{job="till",result="refused"}': ramp(length, (at) => (at < 150 ? 0 : at < 160 ? at : 3)),
    };
    const scrapes = scrapesOf(table);
    const known = new Map(rules.map((rule) => [rule.name, rule]));
    const fired = new Set<string>();
    const quiet = new Set<string>();
    const cases = Array.from({ length: length / 3 }, (_, index) => index * 3).flatMap((step) => {
      const judged = judgeAlerts(rules, scrapes.slice(0, step + 1));
      return [...known].map(([alertname, { severity, summary, runbook }]) => {
        const firing = judged.filter(({ rule, state }) => rule.name === alertname && state === 'firing');
        (firing.length > 0 ? fired : quiet).add(alertname);
        const alert = (labels: Labels) => ({
          exp_labels: { severity, ...labels },
          exp_annotations: { summary, runbook },
        });
        return {
          alertname,
          eval_time: `${(step * STEP_MS) / 1000}s`,
          exp_alerts: firing.map(({ labels }) => alert(labels)),
        };
      });
    });
    expect([fired.size, quiet.size]).toEqual([rules.length, rules.length]);
    const test = { interval: '61s', input_series: inputSeries(table), alert_rule_test: cases };
    expect(askPromtool(test, text)).toContain('SUCCESS');
    expect(askPromtool({ ...test, alert_rule_test: cases.map((one) => ({ ...one, exp_alerts: [] })) }, text)).toContain(
      'FAILED',
    );
  }, 60_000);
});

describe('till alerts', () => {
  let server: Server;
  let url = '';
  let body = '';
  let status = 200;
  const dir = mkdtempSync(path.join(os.tmpdir(), 'till-alerts-'));

  beforeAll(async () => {
    server = createServer((_request, response) => response.writeHead(status).end(body));
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  });
  afterAll(() => {
    server.close();
    rmSync(dir, { recursive: true });
  });

  const run = (at: string, ...words: string[]) =>
    start('service/cli.ts', ['alerts', '--url', url, '--history', path.join(dir, 'h.jsonl'), '--at', at, ...words])
      .ended;
  const states = (stdout: string) =>
    Object.fromEntries(JSON.parse(stdout).map((row: { alert: string; state: string }) => [row.alert, row.state]));

  it('waits for as long as the rule says, then fires, and is quiet again when the cause is gone', async () => {
    body = 'till_events{status="parked"} 1\n';
    const first = await run('2026-11-24T10:00:00Z', '--json');
    expect([first.code, states(first.stdout)['TillEventsParked']]).toEqual([0, 'pending']);
    const second = await run('2026-11-24T10:05:00Z');
    expect(second.code).toBe(1);
    expect(second.stdout.split('\n')[1]).toMatch(
      /^firing +ticket +TillEventsParked +status=parked +1 +2026-11-24T10:00:00\.000Z +\/runbook\/#events-are-parked +Events could/,
    );
    body = 'till_events{status="processed"} 1\n';
    const third = await run('2026-11-24T10:06:00Z', '--json');
    expect([third.code, states(third.stdout)['TillEventsParked']]).toEqual([0, 'quiet']);
  });

  it('takes a server for down that does not answer, refuses, or says something else', async () => {
    body = '<html>';
    expect((await run('2026-11-24T11:00:00Z')).stderr).toContain('is down: /metrics holds no figures');
    status = 500;
    const down = await run('2026-11-24T11:02:00Z', '--json');
    expect([down.code, states(down.stdout)['TillUnanswered']]).toEqual([1, 'firing']);
    expect(down.stderr).toContain('is down: /metrics answers 500');
    status = 200;
    body = 'till_open_issues 0\n';
    const back = await run('2026-11-24T11:03:00Z', '--json');
    expect([back.code, states(back.stdout)['TillUnanswered'], back.stderr]).toEqual([0, 'quiet', '']);
  });

  it('refuses everything wrong at once, and leaves the history as it was', async () => {
    const history = path.join(dir, 'h.jsonl');
    const before = readFileSync(history, 'utf8');
    expect(before.split('\n').length).toBeGreaterThan(3);
    const bad = path.join(dir, 'bad.yaml');
    writeFileSync(bad, ruleText(...ruleLines('A', 'sum(a) > 1')));
    const { code, stderr } = await run('2026-11-24T10:00:00Z', '--url', 'ftp://x', '--rules', bad);
    expect(code).toBe(2);
    expect(stderr).toMatch(/--url must be/);
    expect(stderr).toMatch(/bad\.yaml:5: groups\.rules\.expr: sum\(a\) is not judged here/);
    expect(stderr).toMatch(/the history goes on to 2026-11-24T11:03:00\.000Z/);
    expect(readFileSync(history, 'utf8')).toBe(before);
  });
});
