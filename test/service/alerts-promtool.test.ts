import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { Labels } from '../../src/service/operations/figure.ts';
import { judgeAlerts } from '../../src/service/operations/judge-alerts.ts';
import {
  evaluate,
  EXPRESSIONS,
  GONE,
  ramp,
  RULE_FILE,
  rules,
  scrapesOf,
  STEP_MS,
  type Table,
  TABLES,
} from '../support/alert-series.ts';

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
