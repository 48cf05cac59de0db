import type { ColumnType } from 'kysely';

type Written = ColumnType<Date, Date | undefined, Date>;
type Json = ColumnType<unknown, string, string>;

/** A person who signs in; `email` is in lower case. */
export interface UsersTable {
  id: string;
  email: string;
  role: 'admin' | 'ops' | 'analyst' | 'customer';
  password_hash: string;
  created_at: Written;
  disabled_at: Date | null;
}

/** One signed-in browser, by the hash of its session id. */
export interface SessionsTable {
  id_hash: string;
  user_id: string;
  data: Json;
  created_at: Written;
  expires_at: Date;
}

/** Attempts to sign in by one hashed email or address, in a window. */
export interface SignInAttemptsTable {
  key: string;
  attempts: number;
  window_until: Date;
}
