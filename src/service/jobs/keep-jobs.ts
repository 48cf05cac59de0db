import { errorText } from '../base/error-text.ts';
import { redactText } from '../base/redact.ts';
import type { JobLog } from './job.ts';
import type { RunningJobs } from './start-jobs.ts';

/** How jobs are started in the background. */
export interface KeepingParts {
  readonly start: () => Promise<RunningJobs>;
  readonly log: JobLog;
  /** How long to wait before the first try, and between tries. */
  readonly afterMs: number;
  readonly againMs: number;
}

/**
 * Starts jobs in the background and keeps trying until they run: a database may not be there yet, or not migrated.
 * `stop` ends the trying as well as the jobs.
 */
export function keepJobs({ start, log, afterMs, againMs }: KeepingParts): Pick<RunningJobs, 'stop'> {
  const stopping = new AbortController();
  const begin = async (): Promise<RunningJobs | undefined> => {
    await pause(afterMs, stopping.signal);
    while (!stopping.signal.aborted) {
      try {
        return await start();
      } catch (error) {
        log.warn({ words: redactText(errorText(error)), again_ms: againMs }, 'jobs cannot start yet');
        await pause(againMs, stopping.signal);
      }
    }
    return undefined;
  };
  const begun = begin();
  return {
    async stop() {
      stopping.abort();
      return (await (await begun)?.stop()) ?? 'finished';
    },
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}
