import { randomBytes } from 'node:crypto';
import { makeCertificate } from './certificate.ts';

/** Who reads a secret's file: the database's user, Till's, or both. */
export type Reader = 'database' | 'till' | 'both';

/** One file of secrets. */
export interface SecretFile {
  readonly name: string;
  readonly reader: Reader;
  readonly content: string;
}

/** What Stripe gives, and nobody else can make. */
export const FROM_STRIPE = ['stripe-api-key', 'stripe-webhook-secrets'] as const;

/** What a set of secrets is made for. */
export interface StackSecretsFor {
  /** Name of the database's machine, in its certificate and in the addresses. */
  readonly host: string;
  /** Also make up what Stripe would give, for the stand-in. */
  readonly demo: boolean;
}

/** Makes all secrets of a new installation, those of the database joined by one certificate. Nothing is written. */
export function makeStackSecrets({ host, demo }: StackSecretsFor): readonly SecretFile[] {
  const { key, cert } = makeCertificate(host);
  const passwords = { postgres: secret(), till_owner: secret(), till_login: secret() };
  const address = (user: keyof typeof passwords, database: string): string =>
    `postgres://${user}:${passwords[user]}@${host}:5432/${database}?sslmode=verify-full&sslrootcert=/run/secrets/database.crt`;
  return [
    { name: 'postgres-password', reader: 'database', content: passwords.postgres },
    { name: 'database.key', reader: 'database', content: key },
    { name: 'database.crt', reader: 'both', content: cert },
    { name: 'database-admin-url', reader: 'till', content: address('postgres', 'postgres') },
    { name: 'database-owner-url', reader: 'till', content: address('till_owner', 'till') },
    { name: 'database-url', reader: 'till', content: address('till_login', 'till') },
    { name: 'session-secret', reader: 'till', content: secret() },
    { name: 'backup-key', reader: 'till', content: randomBytes(32).toString('hex') },
    { name: 'metrics-token', reader: 'till', content: secret() },
    ...(demo ? madeUpForStripe() : []),
  ];
}

function madeUpForStripe(): readonly SecretFile[] {
  return [
    { name: 'stripe-api-key', reader: 'till', content: `sk_test_${randomBytes(24).toString('hex')}` },
    { name: 'stripe-webhook-secrets', reader: 'till', content: `whsec_${randomBytes(24).toString('hex')}` },
  ];
}

function secret(): string {
  return randomBytes(48).toString('base64url');
}
