import { appendAudit } from '../audit/audit-pg.ts';
import { type Clock, nowDate } from '../base/clock.ts';
import type { Db } from '../db/open-db.ts';
import { ADDRESS_LIMIT, EMAIL_LIMIT, forgetAttempts, giveBackAttempt, takeAttempt } from './attempt-pg.ts';
import { isPassword } from './password.ts';
import type { User } from './user.ts';
import { findCredentials } from './user-pg.ts';

/** What a person typed, and the address that it came from. */
export interface SignIn {
  readonly email: string;
  readonly password: string;
  readonly address: string;
}

/** What came of it. `refused` is the same for an unknown email, a wrong password and a disabled user. */
export type SignInOutcome =
  | { readonly kind: 'signed-in'; readonly user: User }
  | { readonly kind: 'refused' }
  | { readonly kind: 'locked' };

/** Checks a password; counts attempts by email and by address. Audited either way, without the email. */
export async function signIn(db: Db, { email, password, address }: SignIn, clock: Clock): Promise<SignInOutcome> {
  const byAddress = await takeAttempt(db, ADDRESS_LIMIT, address);
  const byEmail = await takeAttempt(db, EMAIL_LIMIT, email);
  if (!byAddress || !byEmail) return { kind: 'locked' };
  const found = await findCredentials(db, email);
  const right = await isPassword(password, found?.password_hash);
  if (found === undefined) return { kind: 'refused' };
  const { id, role, disabled_at } = found;
  const good = right && disabled_at === null;
  const action = good ? 'sign-in' : 'sign-in.refused';
  await db.transaction().execute(async (transaction) => {
    if (good) {
      await forgetAttempts(transaction, EMAIL_LIMIT, email);
      await giveBackAttempt(transaction, ADDRESS_LIMIT, address);
    }
    await appendAudit(transaction, { actor: id, action, subject: `user ${id}`, detail: { role } }, nowDate(clock));
  });
  return good ? { kind: 'signed-in', user: { id, email: found.email, role } } : { kind: 'refused' };
}
