import type { Config } from '../config.ts';
import type { Job } from './job.ts';

/** A job's schedule under these settings: five fields, in UTC. */
export function cronOf(job: Job, config: Config): string {
  return job.cronBy?.(config) ?? job.cron;
}
