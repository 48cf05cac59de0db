import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../base/clock.ts';
import { errorCode } from '../base/error-text.ts';
import { type Problem, Refused, refused } from '../base/problem.ts';
import { extendHistory, historyText, parseHistory } from '../operations/alert-history.ts';
import type { AlertRule } from '../operations/alert-rule.ts';
import type { Labels, Scrape } from '../operations/figure.ts';
import { judgeAlerts, type JudgedAlert } from '../operations/judge-alerts.ts';
import { parseAlertRules } from '../operations/parse-alert-rules.ts';
import { scrapeMetrics } from '../operations/scrape-metrics.ts';
import type { Config } from '../config.ts';
import { readConfig } from '../read-config.ts';
import type { Call } from './command.ts';
import { parseTime } from './parse-window.ts';
import { printRows } from './print-rows.ts';

const RULES = path.join(import.meta.dirname, '../../../deploy/alerts.yaml');
const HISTORY = '.till/alerts.jsonl';

/** `till alerts`: asks the server for its figures, keeps them, and judges every alert; 1 when one fires. */
export async function alerts(call: Call): Promise<number> {
  const { url, token, rules, history, scrapes, at } = readInput(call);
  const { figures, fault } = await scrapeMetrics(url, token);
  if (fault !== undefined) process.stderr.write(`${url.href} is down: ${fault}\n`);
  const extended = extendHistory(scrapes, { at, figures }, rules);
  writeWhole(history, historyText(extended));
  const judged = judgeAlerts(rules, extended);
  printRows(call, judged.map(alertRow));
  return judged.some(({ state }) => state === 'firing') ? 1 : 0;
}

interface Input {
  readonly url: URL;
  readonly token: string | undefined;
  readonly rules: readonly AlertRule[];
  readonly history: string;
  readonly scrapes: readonly Scrape[];
  readonly at: number;
}

/** Reads options, rules and history; whoever wrote them learns of every mistake at once. */
function readInput({ values, environment }: Call): Input {
  const problems: Problem[] = [];
  const history = textOf(values['history']) ?? HISTORY;
  const config = attempt(problems, () => readConfig(environment));
  const url = attempt(problems, () => parseUrl(textOf(values['url']), config));
  const rules = attempt(problems, () => readRules(textOf(values['rules']) ?? RULES));
  const at = attempt(problems, () => parseInstant(values['at']));
  const scrapes = attempt(problems, () => parseHistory({ file: history, text: readKept(history) }));
  const last = scrapes?.at(-1)?.at ?? 0;
  if (at !== undefined && at <= last)
    problems.push(
      usage(`the history goes on to ${new Date(last).toISOString()}`, 'give a later --at, or another --history'),
    );
  if (url === undefined || rules === undefined || at === undefined || scrapes === undefined || problems.length > 0)
    throw new Refused(problems);
  return { url, token: config?.METRICS_TOKEN, rules, history, scrapes, at };
}

function attempt<T>(problems: Problem[], read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}

const textOf = (value: string | boolean | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;

const usage = (title: string, hint: string): Problem => ({ code: 'usage-wrong', title, hint });

function parseUrl(text: string | undefined, config: Config | undefined): URL | undefined {
  if (text !== undefined) {
    if (/^https?:\/\//.test(text) && URL.canParse(text)) return new URL(text);
    throw new Refused([usage('--url must be an http or https address', 'such as http://127.0.0.1:3000')]);
  }
  if (config === undefined) return undefined;
  const { HOST, PORT } = config;
  const host = HOST === '0.0.0.0' || HOST === '::' ? '127.0.0.1' : HOST;
  return new URL(`http://${host.includes(':') ? `[${host}]` : host}:${PORT}`);
}

function parseInstant(text: string | boolean | undefined): number {
  if (text === undefined) return systemClock();
  const time = parseTime(text);
  if (time === undefined)
    throw new Refused([usage(`--at ${String(text)} is no instant`, 'such as 2026-11-01T08:00:00Z')]);
  return time.getTime();
}

function readRules(file: string): readonly AlertRule[] {
  try {
    return parseAlertRules({ file, text: readFileSync(file, 'utf8') });
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw refused('file-unreadable', `${file}: cannot be read (${errorCode(error) ?? 'no file'})`, 'name a rule file');
  }
}

function readKept(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return '';
    throw refused(
      'file-unreadable',
      `${file}: cannot be read (${errorCode(error) ?? 'no file'})`,
      'name another --history',
    );
  }
}

// Whoever reads meanwhile, or after a crash, finds the old history or the new one, whole.
function writeWhole(file: string, text: string): void {
  const draft = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(draft, text, { mode: 0o600 });
    renameSync(draft, file);
  } catch (error) {
    throw refused(
      'file-unwritable',
      `${file}: cannot be written (${errorCode(error) ?? 'no file'})`,
      'name another --history',
    );
  }
}

const ADDED = new Set(['job', 'instance']);

function alertRow({ rule, state, labels, value, since }: JudgedAlert) {
  return {
    state,
    severity: rule.severity,
    alert: rule.name,
    series: seriesText(labels),
    value: value === undefined ? null : Number(value.toPrecision(6)),
    since: since === undefined ? null : new Date(since).toISOString(),
    runbook: rule.runbook,
    summary: rule.summary,
  };
}

function seriesText(labels: Labels): string | null {
  const own = Object.entries(labels).filter(([name]) => !ADDED.has(name));
  return own.length === 0 ? null : own.map(([name, text]) => `${name}=${text}`).join(' ');
}
