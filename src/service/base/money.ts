import { z } from 'zod';

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency').map((code) => code.toLowerCase()));

/** An ISO 4217 currency in any case, kept in lower case as Stripe writes it. */
export const currencySchema = z
  .string()
  .transform((code) => code.toLowerCase())
  .refine((code) => CURRENCIES.has(code), { error: 'must be an ISO 4217 currency such as gbp' });

/** An amount to be paid, in whole minor units; the upper bound is Stripe's eight digits. */
export const amountMinorSchema = z
  .int({ error: 'must be a whole number of minor units' })
  .min(1, { error: 'must be at least 1' })
  .max(99_999_999, { error: 'must be at most 99999999' });
