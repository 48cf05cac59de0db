import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { errorCode } from './base/error-text.ts';
import { type Problem, Refused } from './base/problem.ts';
import { type Config, configFields, environmentSchema } from './config.ts';

/** The environment as a process has it. */
export type Environment = Readonly<Record<string, string | undefined>>;

const OURS = /^(TILL|STRIPE|WEBHOOK|SESSION|BACKUP|RETENTION)_/;
// The Stripe CLI reads these; a shell that drives both must not stop Till.
const STRIPE_CLI_OWN = new Set(['STRIPE_DEVICE_NAME', 'STRIPE_CLI_TELEMETRY_OPTOUT', 'STRIPE_PROJECT_NAME']);

/** What could be read of the settings, undefined if a value has no meaning, and all that is wrong with them. */
export interface ReadSettings {
  readonly config: Config | undefined;
  readonly problems: readonly Problem[];
}

/** Reads the environment and NAME_FILE files into frozen settings, or throws Refused with every problem at once. Values are never repeated. */
export function readConfig(environment: Environment): Config {
  const { config, problems } = collectSettings(environment);
  if (problems.length > 0 || config === undefined) throw new Refused(problems);
  return config;
}

/** The same without refusing, for who judges settings. */
export function collectSettings(environment: Environment): ReadSettings {
  const files = readSecretFiles(environment);
  const parsed = environmentSchema.safeParse({ ...ourOwn(environment), ...files.values });
  const problems = [
    ...collectUnknown(environment),
    ...files.problems,
    ...(parsed.success ? collectModeProblems(parsed.data) : collectMalformed(parsed.error)),
  ];
  return { config: parsed.success ? Object.freeze(parsed.data) : undefined, problems };
}

function ourOwn(environment: Environment): Record<string, string> {
  const known = configFields().flatMap(({ name }) => {
    const value = environment[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(known);
}

function readSecretFiles(environment: Environment): { values: Record<string, string>; problems: Problem[] } {
  const values: Record<string, string> = {};
  const problems: Problem[] = [];
  for (const { name } of configFields().filter((field) => field.secret)) {
    const file = environment[`${name}_FILE`];
    if (file === undefined) continue;
    if (environment[name] !== undefined) problems.push(both(name));
    try {
      values[name] = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    } catch (error) {
      const title = `${name}_FILE: cannot be read (${errorCode(error) ?? 'no file'})`;
      problems.push({ code: 'config-malformed', title, hint: 'name a file that this user may read' });
    }
  }
  return { values, problems };
}

const both = (name: string): Problem => ({
  code: 'config-malformed',
  title: `${name} and ${name}_FILE are both set`,
  hint: 'keep one of them',
});

function collectUnknown(environment: Environment): Problem[] {
  const fields = configFields();
  const known = new Set(fields.flatMap(({ name, secret }) => (secret ? [name, `${name}_FILE`] : [name])));
  const strangers = Object.keys(environment).filter(
    (name) => OURS.test(name) && !known.has(name) && !STRIPE_CLI_OWN.has(name),
  );
  return strangers.map((name) => ({
    code: 'config-unknown',
    title: `${name}: no such setting`,
    hint: `unset it, or use ${nearest(name, [...known])}`,
  }));
}

function nearest(name: string, known: readonly string[]): string {
  const distances = known.map((candidate) => ({ candidate, far: editDistance(name, candidate) }));
  return distances.toSorted((a, b) => a.far - b.far)[0]?.candidate ?? 'another name';
}

function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [index, letter] of from.split('').entries()) {
    const next = [index + 1];
    for (const [column, other] of to.split('').entries()) {
      const change = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(change, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

function collectMalformed(error: z.ZodError): Problem[] {
  const docs = new Map(configFields().map(({ name, doc }) => [name, doc]));
  const seen = error.issues.map((issue) => ({ name: String(issue.path[0]), message: issue.message }));
  const unique = new Map(seen.map((issue) => [`${issue.name}: ${issue.message}`, issue.name]));
  return [...unique].map(([title, name]) => ({
    code: 'config-malformed',
    title,
    hint: docs.get(name) ?? 'see the settings',
  }));
}

/** Settings without which Till does not start in the modes demo and production. */
export const NEEDED = ['DATABASE_URL', 'STRIPE_WEBHOOK_SECRETS', 'SESSION_SECRET', 'PUBLIC_BASE_URL'] as const;

function collectModeProblems(config: Config): Problem[] {
  if (config.TILL_MODE === 'development') return [];
  const needed = NEEDED.filter((name) => config[name] === undefined);
  const missing = needed.map((name): Problem => ({
    code: 'config-missing',
    title: `${name}: needed in mode ${config.TILL_MODE}`,
    hint: `set ${name} or ${name}_FILE`,
  }));
  if (config.TILL_MODE !== 'production' || config.STRIPE_API_BASE === undefined) return missing;
  const title = 'STRIPE_API_BASE: refused in mode production';
  return [...missing, { code: 'config-forbidden', title, hint: "unset it; production speaks to Stripe's own host" }];
}
