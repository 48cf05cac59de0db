import { z } from 'zod';
import { isOwnOnly, mayDo, type Role, ROLES } from './permissions.ts';

/** A person who signs in. */
export interface User {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
}

/** An email as it is kept: trimmed, in lower case, at most 254 characters. */
export const emailSchema = z
  .string()
  .trim()
  .max(254, { error: 'has more than 254 characters' })
  .toLowerCase()
  .pipe(z.email({ error: 'must be an email address' }));

/** One of the roles. */
export const roleSchema = z.enum(ROLES, { error: `must be one of ${ROLES.join(', ')}` });

/** A new password: 12 to 200 characters, not one of the words that everybody tries. */
export const passwordSchema = z
  .string()
  .min(12, { error: 'must have 12 characters or more' })
  .max(200, { error: 'must have 200 characters or fewer' })
  .refine((text) => new Set(text).size >= 5, { error: 'must hold 5 different characters or more' })
  .refine((text) => !/^(?:password|changeme|admin|letmein|qwerty|till)[\d!.]*$/i.test(text), {
    error: 'is one of the first that anybody tries',
  });

/** What a person may be shown: a customer only what is theirs. */
export function maySeeOrder(user: User, order: { readonly customer_email: string | null }): boolean {
  if (!mayDo(user.role, 'orders:read')) return false;
  return !isOwnOnly(user.role, 'orders:read') || order.customer_email?.toLowerCase() === user.email;
}
