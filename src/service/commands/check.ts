import { readFileSync } from 'node:fs';
import { type Clock, nowDate, systemClock } from '../base/clock.ts';
import { errorCode } from '../base/error-text.ts';
import { type Problem, Refused, refused } from '../base/problem.ts';
import type { Config } from '../config.ts';
import { ALL_CHECKS } from '../deploy-check/all-checks.ts';
import type { Machine, Settings } from '../deploy-check/check.ts';
import { readSettings } from '../deploy-check/read-settings.ts';
import { doesHold, type Report, reportJson, reportLines } from '../deploy-check/report.ts';
import { runChecks } from '../deploy-check/run-checks.ts';
import { type Exception, parseSkipFile } from '../deploy-check/skip-file.ts';
import { stripeClient } from '../stripe/stripe-client.ts';
import { createServer } from '../web/server.ts';
import type { Call } from './command.ts';
import { type ContextParts, withContext } from './check-context.ts';
import { thisMachine } from './check-machine.ts';

/** What the check meets outside of itself: time, this machine, Stripe, how a server is made, and an authority that HTTPS may be signed by. */
export interface CheckWorld {
  readonly clock: Clock;
  readonly machine: Machine;
  readonly stripe: (config: Config) => ReturnType<typeof stripeClient>;
  readonly createServer: typeof createServer;
  readonly ca?: string;
}

/** `till check`: 0 when nothing counts, 1 when something does. In production errors, warnings and what could not be checked count; elsewhere only those of level error, unless `--strict` asks for the same. */
export function check(call: Call): Promise<number> {
  const machine = thisMachine(call.environment);
  return checkWithin(call, { clock: systemClock, machine, stripe: stripeClient, createServer });
}

/** The same in a given world. */
export async function checkWithin(call: Call, world: CheckWorld): Promise<number> {
  const { settings, exceptions, url } = readInput(call, world.clock);
  const running = call.values['deploy'] === true;
  const checks = ALL_CHECKS.filter(({ from }) => running || from === 'settings');
  const askedUrl = url ?? defaultUrl(settings.config);
  const strict = call.values['strict'] === true || settings.config.TILL_MODE === 'production';
  const parts: ContextParts = { ...world, settings, askedUrl, strict };
  const results = await withContext(parts, (context) => runChecks(checks, context, exceptions));
  const report: Report = { mode: settings.config.TILL_MODE, url: running ? askedUrl.origin : undefined, results };
  if (call.values['json'] === true) call.print(JSON.stringify(reportJson(report)));
  else for (const line of reportLines(report)) call.print(line);
  return doesHold(report) ? 0 : 1;
}

interface Input {
  readonly settings: Settings;
  readonly exceptions: readonly Exception[];
  readonly url: URL | undefined;
}

/** Reads options, exceptions and settings; whoever wrote them learns of every mistake at once. */
function readInput({ values, environment }: Call, clock: Clock): Input {
  const problems: Problem[] = [];
  const url = attempt(problems, () => parseUrl(values));
  const exceptions = attempt(problems, () => readExceptions(values['skip'], clock));
  const settings = attempt(problems, () => readSettings(environment));
  if (problems.length > 0 || settings === undefined) throw new Refused(problems);
  return { settings, exceptions: exceptions ?? [], url };
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

function parseUrl({ url, deploy }: Call['values']): URL | undefined {
  if (typeof url !== 'string') return undefined;
  if (deploy !== true) throw refused('usage-wrong', '--url without --deploy asks no server', 'add --deploy');
  if (/^https?:\/\//.test(url) && URL.canParse(url)) return new URL(url);
  throw refused('usage-wrong', '--url must be an http or https address', 'such as http://127.0.0.1:3000');
}

function readExceptions(file: string | boolean | undefined, clock: Clock): readonly Exception[] {
  if (typeof file !== 'string') return [];
  const ids = new Set(ALL_CHECKS.map(({ id }) => id));
  return parseSkipFile({ file, text: readText(file) }, ids, nowDate(clock).toISOString().slice(0, 10));
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const why = errorCode(error) ?? 'no file';
    throw refused('file-unreadable', `${file}: cannot be read (${why})`, 'name a file that this user may read');
  }
}

function defaultUrl({ PUBLIC_BASE_URL, HOST, PORT }: Config): URL {
  const host = HOST === '0.0.0.0' || HOST === '::' ? '127.0.0.1' : HOST;
  return new URL(PUBLIC_BASE_URL ?? `http://${host.includes(':') ? `[${host}]` : host}:${PORT}`);
}
