import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Refused } from '../../src/service/base/problem.ts';
import { extendHistory, historyText, parseHistory } from '../../src/service/operations/alert-history.ts';
import { parseDuration } from '../../src/service/operations/duration.ts';
import type { Scrape } from '../../src/service/operations/figure.ts';
import { judgeAlerts } from '../../src/service/operations/judge-alerts.ts';
import { parseAlertRules } from '../../src/service/operations/parse-alert-rules.ts';
import { parseExposition } from '../../src/service/operations/parse-exposition.ts';
import { parseExpression } from '../../src/service/operations/parse-expression.ts';
import { evaluate, EXPRESSIONS, ramp, rules, scrapesOf, STEP_MS, steps, TABLES } from '../support/alert-series.ts';
import { start } from '../support/program.ts';

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

  // Where promtool is installed, another test compares the same answers with its own.
  it.each(Object.entries(TABLES))('answers stay what they were: %s', async (name, table) => {
    const length = Math.max(...Object.values(table).map((values) => values.length));
    const told = (expr: string, step: number) =>
      evaluate(expr, table, step)
        .map(({ labels: { __name__: of = '', x = '', y = '' }, value }) => `${of}|${x}|${y} ${value}`)
        .join(', ');
    const lines = EXPRESSIONS.flatMap((expr) =>
      Array.from({ length }, (_, step) => `${expr} @ ${step}: ${told(expr, step)}`.trimEnd()),
    );
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(
      `../data/expressions/${name.replaceAll(/\W+/g, '-')}.txt`,
    );
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
