import { z } from 'zod';
import { isWeakKey, keyBytes } from './base/secret-key.ts';

/** What Till runs as: `demo` is production's hardening with the stand-in and the seed allowed. */
export const MODES = ['development', 'demo', 'production'] as const;

const wholeNumber = (error: string) =>
  z
    .string()
    .regex(/^\d{1,9}$/, { error })
    .transform(Number);
const retentionDays = (days: string) =>
  wholeNumber('must be a whole number of days greater than 0')
    .refine((count) => count > 0, { error: 'must be a whole number of days greater than 0' })
    .prefault(days);
const webUrl = (error: string) =>
  z.string().refine((text) => /^https?:\/\/[^\s/]+/.test(text) && URL.canParse(text), { error });

const webhookSecret = z
  .string()
  .min(1, { error: 'holds an empty secret' })
  .regex(/^\S*$/, { error: 'holds a secret with white space or a newline' });

const sessionSecret = z
  .string()
  .min(50, { error: 'must have 50 characters or more' })
  .refine((text) => new Set(text).size >= 5, { error: 'must hold 5 different characters or more' });

const backupKey = z
  .string()
  .regex(/^(?:[0-9a-f]{64}|[a-z0-9+/]{43}=)$/i, { error: 'must be 32 bytes in hex or base64', abort: true });

/** The environment as one schema: the type, the checks and the reference page come from it. `secret` fields also read NAME_FILE. */
export const environmentSchema = z.object({
  TILL_MODE: z
    .enum(MODES, { error: `must be one of ${MODES.join(', ')}` })
    .default('development')
    .meta({ description: 'What Till runs as. Live events count in production only, test events everywhere else.' }),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\/\S+$/, { error: 'must look like postgres://user:password@host:5432/name' })
    .optional()
    .meta({ description: 'PostgreSQL. Unset: an embedded server in .till/, in development only.', secret: true }),
  DATABASE_OWNER_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\/\S+$/, { error: 'must look like postgres://user:password@host:5432/name' })
    .optional()
    .meta({
      description: "The tables' owner, for migrations, backups, erasure and retention. Unset: DATABASE_URL.",
      secret: true,
    }),
  HOST: z
    .string()
    .min(1, { error: 'must not be empty' })
    .default('127.0.0.1')
    .meta({ description: 'Address to listen on.' }),
  PORT: wholeNumber('must be a port number from 0 to 65535')
    .refine((port) => port <= 65_535, { error: 'must be a port number from 0 to 65535' })
    .prefault('3000')
    .meta({ description: 'Port to listen on; 0 takes a free one and logs it.' }),
  PUBLIC_BASE_URL: webUrl('must be an http or https URL')
    .optional()
    .meta({ description: 'Where people reach Till; absolute links start with it.' }),
  ALLOWED_HOSTS: z
    .string()
    .transform((list) => list.split(','))
    .pipe(z.array(z.string().regex(/^[a-z0-9.-]+(:\d{1,5})?$/, { error: 'must be host names, comma-separated' })))
    .optional()
    .meta({
      description:
        'Names in the Host header that Till answers to, comma-separated. Unset: the host of PUBLIC_BASE_URL.',
    }),
  SESSION_SECRET: sessionSecret.optional().meta({
    description: 'Signs session cookies, 50 characters or more. Unset in development: a new one at each start.',
    secret: true,
  }),
  SESSION_SECRET_PREVIOUS: sessionSecret.optional().meta({
    description: 'The secret before the last rotation; its sessions stay valid until it is unset.',
    secret: true,
  }),
  TRUST_PROXY: z
    .string()
    .regex(/^(?:[1-9]|[0-9a-f.:]+\/\d{1,3}(?:,[0-9a-f.:]+\/\d{1,3})*)$/i, {
      error: 'must be a number of proxies from 1 to 9, or networks such as 10.0.0.0/8, comma-separated',
    })
    .optional()
    .meta({ description: 'Proxies in front, as a hop count or networks. Unset: X-Forwarded headers are ignored.' }),
  METRICS_TOKEN: z
    .string()
    .regex(/^[\w.~+/=-]{32,}$/, { error: 'must have 32 characters or more, those of a bearer token' })
    .optional()
    .meta({
      description: 'Lets a Prometheus on another machine read /metrics as a bearer. Unset: this machine only.',
      secret: true,
    }),
  STRIPE_API_KEY: z
    .string()
    .regex(/^(sk|rk)_(test|live)_\S+$/, { error: 'must start with sk_test_, sk_live_, rk_test_ or rk_live_' })
    .optional()
    .meta({ description: "Stripe's secret or restricted key.", secret: true }),
  STRIPE_API_BASE: webUrl('must be an http or https URL')
    .optional()
    .meta({ description: "Another host for Stripe's API, such as a local stand-in. Refused in production." }),
  STRIPE_WEBHOOK_SECRETS: z
    .string()
    .transform((list) => list.split(','))
    .pipe(z.array(webhookSecret))
    .optional()
    .meta({
      description: 'Webhook signing secrets, comma-separated, newest first; two during a rotation.',
      secret: true,
    }),
  STRIPE_ACCOUNT: z
    .string()
    .regex(/^acct_\w+$/, { error: 'must start with acct_' })
    .optional()
    .meta({
      description: 'Our account; events that name another one are parked. An event without an account is ours.',
    }),
  WEBHOOK_TOLERANCE_SECONDS: wholeNumber('must be a whole number of seconds greater than 0')
    .refine((seconds) => seconds > 0, { error: 'must be a whole number of seconds greater than 0' })
    .prefault('300')
    .meta({ description: 'How far a signature time may lie from our clock, in seconds, either side.' }),
  BACKUP_DIR: z
    .string()
    .min(1, { error: 'must not be empty' })
    .optional()
    .meta({ description: 'Folder of the scheduled backups. Unset: none are made.' }),
  BACKUP_AT: z
    .string()
    .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { error: 'must be a time from 00:00 to 23:59' })
    .prefault('02:40')
    .meta({ description: 'When backups are made, in UTC.' }),
  BACKUP_EVERY_HOURS: z
    .string()
    .regex(/^(?:1|2|3|4|6|8|12|24)$/, { error: 'must be one of 1, 2, 3, 4, 6, 8, 12, 24' })
    .transform(Number)
    .prefault('24')
    .meta({ description: 'Hours from one backup to the next, counted from BACKUP_AT.' }),
  BACKUP_KEEP: wholeNumber('must be a whole number of backups greater than 0')
    .refine((count) => count > 0, { error: 'must be a whole number of backups greater than 0' })
    .prefault('14')
    .meta({ description: 'How many scheduled backups are kept in BACKUP_DIR, newest first.' }),
  BACKUP_KEY: backupKey
    .refine((text) => !isWeakKey(keyBytes(text)), { error: 'must be random, such as from openssl rand -hex 32' })
    .optional()
    .meta({
      description:
        'Encrypts backups: 32 random bytes in hex or base64; a weak one is refused. Unset: backups are not encrypted.',
      secret: true,
    }),
  BACKUP_KEY_PREVIOUS: backupKey.optional().meta({
    description: 'The key before the last rotation; backups made with it open until it is unset.',
    secret: true,
  }),
  RETENTION_EVENT_DAYS: retentionDays('400').meta({
    description: 'Days after which personal fields are taken out of raw events.',
  }),
  RETENTION_ORDER_EMAIL_DAYS: retentionDays('2555').meta({
    description: "Days after which an order loses its customer's email.",
  }),
  RETENTION_AUDIT_WORDS_DAYS: retentionDays('2555').meta({
    description: 'Days after which free words beside audit entries are erased; the entries stay.',
  }),
  TILL_COMMIT: z
    .string()
    .regex(/^[0-9a-f]{7,40}$/, { error: 'must be 7 to 40 hex digits' })
    .optional()
    .meta({ description: 'The commit that this program was built from, for /version.' }),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'must be a level from fatal to trace, or silent',
    })
    .default('info')
    .meta({ description: 'Least level that is logged.' }),
});

/** Checked settings, under the names of the environment. */
export type Config = Readonly<z.output<typeof environmentSchema>>;

/** One row of the settings' reference: what the environment may hold. `default` is the text one would set. */
export interface SettingField {
  readonly name: string;
  readonly default: string | undefined;
  readonly secret: boolean;
  readonly doc: string;
}

/** All settings in the schema's order. */
export function configFields(): readonly SettingField[] {
  const { properties = {} } = z.toJSONSchema(environmentSchema, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).map(([name, property]) => {
    const field = z
      .looseObject({ description: z.string(), default: z.string().optional(), secret: z.boolean().optional() })
      .parse(property);
    return { name, default: field.default, secret: field.secret === true, doc: field.description };
  });
}
