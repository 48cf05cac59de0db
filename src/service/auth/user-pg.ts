import { sql } from 'kysely';
import { newId } from '../base/ids.ts';
import type { Db } from '../db/open-db.ts';
import type { Role } from './permissions.ts';
import type { User } from './user.ts';

/** A user as lists show it. */
export interface ListedUser extends User {
  readonly created_at: Date;
  readonly disabled_at: Date | null;
}

/** What a new user is made of. */
export interface NewUser {
  readonly email: string;
  readonly role: Role;
  readonly passwordHash: string;
}

/** Adds a user; undefined if the email is taken. */
export function insertUser(db: Db, { email, role, passwordHash }: NewUser): Promise<User | undefined> {
  return db
    .insertInto('users')
    .values({ id: newId('usr'), email, role, password_hash: passwordHash, disabled_at: null })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .returning(['id', 'email', 'role'])
    .executeTakeFirst();
}

/** The user with this id, unless they are disabled. */
export function findUser(db: Db, id: string): Promise<User | undefined> {
  return db
    .selectFrom('users')
    .select(['id', 'email', 'role'])
    .where('id', '=', id)
    .where('disabled_at', 'is', null)
    .executeTakeFirst();
}

/** The user with this email and their hash, disabled or not. */
export function findCredentials(
  db: Db,
  email: string,
): Promise<(User & { readonly password_hash: string; readonly disabled_at: Date | null }) | undefined> {
  return db
    .selectFrom('users')
    .select(['id', 'email', 'role', 'password_hash', 'disabled_at'])
    .where('email', '=', email)
    .executeTakeFirst();
}

/** All users, by email. */
export function listUsers(db: Db): Promise<readonly ListedUser[]> {
  return db.selectFrom('users').select(['id', 'email', 'role', 'created_at', 'disabled_at']).orderBy('email').execute();
}

/** What may change about a user. */
export interface UserChange {
  readonly role?: Role;
  readonly passwordHash?: string;
  readonly disabled?: boolean;
}

/** Changes a user and ends all of their sessions, in the caller's transaction. */
export async function changeUser(db: Db, id: string, { role, passwordHash, disabled }: UserChange): Promise<void> {
  await db
    .updateTable('users')
    .set({
      ...(role === undefined ? {} : { role }),
      ...(passwordHash === undefined ? {} : { password_hash: passwordHash }),
      ...(disabled === undefined ? {} : { disabled_at: disabled ? sql<Date>`now()` : null }),
    })
    .where('id', '=', id)
    .execute();
  await db.deleteFrom('sessions').where('user_id', '=', id).execute();
}
