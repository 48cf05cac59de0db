import { TRIES } from './job-run-pg.ts';

/**
 * How each job's queue works. One run of a job at a time, waiting ones included: whoever runs next does all that was
 * missed. A worker that falls silent for half a minute has lost its job.
 */
export const QUEUE = {
  policy: 'exclusive',
  retryLimit: TRIES - 1,
  retryDelay: 5,
  retryBackoff: true,
  retryDelayMax: 300,
  expireInSeconds: 3600,
  heartbeatSeconds: 30,
};
