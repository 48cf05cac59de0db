import { EMAIL_LIMIT } from '../../../src/service/auth/attempt-pg.ts';
import { source } from './code-facts.ts';

/** The hours that a session lasts. */
export const sessionHours = (): readonly string[] => [source('src/service/web/sessions.ts', /^const HOURS = (\d+);/m)];

/** The wrong passwords that lock an email, and for how many minutes. */
export const emailLock = (): readonly number[] => [EMAIL_LIMIT.attempts, EMAIL_LIMIT.minutes];

/** The requests that a file of the desk takes from one address in a minute. */
export const aMinute = (file: string): string =>
  source(`src/service/web/desk/${file}`, /rateLimit: \{ max: (\d+), timeWindow: '1 minute'/);
