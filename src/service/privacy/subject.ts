import { createHash } from 'node:crypto';
import { z } from 'zod';
import { emailSchema } from '../auth/user.ts';

/** Somebody whose data is asked for: by email, or by their customer id at Stripe. */
export interface Subject {
  readonly given: string;
  readonly email: string | undefined;
  readonly customer: string | undefined;
}

const customerSchema = z.string().regex(/^cus_\w{1,100}$/);

/** Reads an email or a `cus_` id; undefined for anything else. */
export function parseSubject(text: string): Subject | undefined {
  const customer = customerSchema.safeParse(text.trim());
  if (customer.success) return { given: customer.data, email: undefined, customer: customer.data };
  const email = emailSchema.safeParse(text);
  return email.success ? { given: email.data, email: email.data, customer: undefined } : undefined;
}

/** The hash under which an erasure is kept: it names nobody, and the same subject has the same one. */
export function subjectHash({ given }: Subject): string {
  return createHash('sha256').update(`till subject ${given}`).digest('hex');
}
