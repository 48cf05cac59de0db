import { type Problem, Refused } from '../base/problem.ts';
import { collectSettings, type Environment } from '../read-config.ts';
import type { Settings } from './check.ts';

/** Settings whose faults a check reports; a fault of any other stops the check as it stops the server. */
const JUDGED = new Set([
  'SESSION_SECRET',
  'SESSION_SECRET_PREVIOUS',
  'STRIPE_WEBHOOK_SECRETS',
  'STRIPE_API_BASE',
  'WEBHOOK_TOLERANCE_SECONDS',
  'TRUST_PROXY',
  'PUBLIC_BASE_URL',
  'DATABASE_URL',
  'BACKUP_KEY',
  'BACKUP_KEY_PREVIOUS',
]);

/** Reads the settings as the server does, and keeps what the server would refuse as faults, so that one wrong value does not hide the rest. */
export function readSettings(environment: Environment): Settings {
  const first = collectSettings(environment);
  const faults = new Map<string, string>();
  for (const problem of first.problems) {
    const name = settingOf(problem);
    if (JUDGED.has(name)) faults.set(name, faults.has(name) ? `${faults.get(name)}; ${problem.title}` : problem.title);
  }
  const others = first.problems.filter((problem) => !JUDGED.has(settingOf(problem)));
  if (others.length > 0) throw new Refused(others);
  const config = first.config ?? collectSettings(withoutNames(environment, faults)).config;
  if (config === undefined) throw new Refused(first.problems);
  // A refused host must not be asked with a live key.
  const base = faults.has('STRIPE_API_BASE') ? undefined : config.STRIPE_API_BASE;
  return { config: Object.freeze({ ...config, STRIPE_API_BASE: base }), faults };
}

function settingOf({ title }: Problem): string {
  return (/^[A-Z_]+/.exec(title)?.[0] ?? '').replace(/_FILE$/, '');
}

function withoutNames(environment: Environment, faults: ReadonlyMap<string, string>): Environment {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !faults.has(name) && !faults.has(name.replace(/_FILE$/, ''))),
  );
}
