import type { Clock } from '../base/clock.ts';
import { redactText } from '../base/redact.ts';
import type { Config } from '../config.ts';
import type { JobLog } from '../jobs/job.ts';

const LEVELS = { trace: 10, debug: 20, info: 30, warn: 40, error: 50, fatal: 60, silent: Infinity } as const;

/** A log of JSON lines in the web server's form, for a process that answers no HTTP: `level` as a number, `time` in ms, `msg`. Emails and keys are taken out of all words. */
export function createJsonLog(least: Config['LOG_LEVEL'], clock: Clock, print: (line: string) => void): JobLog {
  const write = (level: 'info' | 'warn' | 'error') => (fields: object, words: string) => {
    if (LEVELS[level] < LEVELS[least]) return;
    const line = { level: LEVELS[level], time: clock(), pid: process.pid, ...fields, msg: words };
    print(JSON.stringify(line, (_name, value: unknown) => (typeof value === 'string' ? redactText(value) : value)));
  };
  return { info: write('info'), warn: write('warn'), error: write('error') };
}
