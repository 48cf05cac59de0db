import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { configSchema, type Config } from './config.ts';
import { problem, type Problem, type Read } from './problem.ts';

const FILE = 'proofroom.config.ts';
const EMPTY: Config = { fixtures: [], redactions: [], build: null, claims: [] };

/** Loads `proofroom.config.ts`; a project without one has an empty configuration. */
export async function loadConfig(root: string): Promise<Read<Config>> {
  const file = path.join(root, FILE);
  if (!existsSync(file)) return { value: EMPTY, problems: [] };
  try {
    const loaded: { default?: unknown } = await import(pathToFileURL(file).href);
    return readConfig(root, loaded.default);
  } catch (error) {
    return { value: EMPTY, problems: [bad('PR401', error instanceof Error ? error.message : String(error))] };
  }
}

function bad(code: 'PR401' | 'PR402', detail: string): Problem {
  return problem(code, { file: FILE, line: 1 }, { detail: detail.split('\n')[0] ?? '' });
}

function readConfig(root: string, value: unknown): Read<Config> {
  const parsed = configSchema.safeParse(value ?? {});
  if (!parsed.success) {
    return {
      value: EMPTY,
      problems: parsed.error.issues.map((issue) => bad('PR402', `${issue.path.join('.')}: ${issue.message}`)),
    };
  }
  const { fixtures } = parsed.data;
  const declared = Object.entries(fixtures).map(([name, fixture]) => ({ name, ...fixture }));
  const names = new Set(declared.map((one) => one.name));
  const problems = declared.flatMap((one) => [
    ...one.needs
      .filter((need) => !names.has(need))
      .map((need) => bad('PR402', `fixtures.${one.name}.needs: there is no fixture ${need}`)),
    ...[one.module, one.helpers]
      .filter((file) => file !== null && !existsSync(path.join(root, file)))
      .map((file) => bad('PR402', `fixtures.${one.name}: ${file} does not exist`)),
  ]);
  const redactions = parsed.data.redactions.map((one) => ({ name: one.name, pattern: global(one.pattern) }));
  const { build, claims } = parsed.data;
  return { value: { fixtures: declared, redactions, build, claims }, problems };
}

function global(pattern: RegExp): RegExp {
  return pattern.global ? pattern : new RegExp(pattern.source, `${pattern.flags}g`);
}
