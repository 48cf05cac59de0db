import { randomBytes } from 'node:crypto';
import { text as readAll } from 'node:stream/consumers';
import type { z } from 'zod';
import { ADDRESS_LIMIT, EMAIL_LIMIT, forgetAttempts } from '../auth/attempt-pg.ts';
import { appendAudit } from '../audit/audit-pg.ts';
import { hashPassword } from '../auth/password.ts';
import { emailSchema, passwordSchema, roleSchema } from '../auth/user.ts';
import { changeUser, findCredentials, insertUser, listUsers, type UserChange } from '../auth/user-pg.ts';
import { nowDate, systemClock } from '../base/clock.ts';
import { type Problem, Refused, refused } from '../base/problem.ts';
import { readConfig } from '../read-config.ts';
import type { Call } from './command.ts';
import { printRows } from './print-rows.ts';
import { withDatabase } from './with-database.ts';

/** `till users`: everybody, by email. */
export async function printUsers(call: Call): Promise<number> {
  printRows(call, await withDatabase(readConfig(call.environment), listUsers));
  return 0;
}

/** `till user create EMAIL --role ROLE`: audited; the new password is printed once and kept nowhere. */
export async function createUser(call: Call): Promise<number> {
  const [email, role] = parseAll([
    ['EMAIL', emailSchema, call.positionals[0]],
    ['--role', roleSchema, call.values['role']],
  ]);
  const { password, shown } = await newPassword(call);
  const passwordHash = await hashPassword(password);
  const user = await withDatabase(readConfig(call.environment), (db) =>
    db.transaction().execute(async (transaction) => {
      const made = await insertUser(transaction, { email, role: roleSchema.parse(role), passwordHash });
      if (made === undefined) throw refused('user-exists', `user ${email} exists`, 'see till users');
      const note = { actor: 'cli', action: 'user.create', subject: `user ${made.id}`, detail: { role: made.role } };
      await appendAudit(transaction, note, nowDate(systemClock));
      return made;
    }),
  );
  const row = { ...user, ...shown };
  if (call.values['json'] === true) call.print(JSON.stringify(row));
  else printRows(call, [row]);
  return 0;
}

/** `till user role EMAIL ROLE`. */
export async function changeRole(call: Call): Promise<number> {
  const [email, role] = parseAll([
    ['EMAIL', emailSchema, call.positionals[0]],
    ['ROLE', roleSchema, call.positionals[1]],
  ]);
  return change(call, email, {
    action: 'user.role',
    set: { role: roleSchema.parse(role) },
    detail: { role: role ?? '' },
  });
}

/** `till user password EMAIL`. */
export async function changePassword(call: Call): Promise<number> {
  const [email] = parseAll([['EMAIL', emailSchema, call.positionals[0]]]);
  const { password, shown } = await newPassword(call);
  const set = { passwordHash: await hashPassword(password) };
  const code = await change(call, email, { action: 'user.password', set, detail: {} });
  if (shown.password !== undefined) call.print(`password ${shown.password}`);
  return code;
}

/** `till user disable EMAIL`. */
export async function disableUser(call: Call): Promise<number> {
  const [email] = parseAll([['EMAIL', emailSchema, call.positionals[0]]]);
  return change(call, email, { action: 'user.disable', set: { disabled: true }, detail: {} });
}

/** `till user enable EMAIL`. */
export async function enableUser(call: Call): Promise<number> {
  const [email] = parseAll([['EMAIL', emailSchema, call.positionals[0]]]);
  return change(call, email, { action: 'user.enable', set: { disabled: false }, detail: {} });
}

/** `till user unlock EMAIL`: no session ends and no password changes. */
export async function unlockUser(call: Call): Promise<number> {
  const [email] = parseAll([['EMAIL', emailSchema, call.positionals[0]]]);
  const { address } = call.values;
  await withDatabase(readConfig(call.environment), (db) =>
    db.transaction().execute(async (transaction) => {
      const user = await findCredentials(transaction, email);
      if (user === undefined) throw refused('user-unknown', `no user ${email}`, 'see till users');
      await forgetAttempts(transaction, EMAIL_LIMIT, email);
      if (typeof address === 'string') await forgetAttempts(transaction, ADDRESS_LIMIT, address);
      const note = { actor: 'cli', action: 'user.unlock', subject: `user ${user.id}`, detail: {} };
      await appendAudit(transaction, note, nowDate(systemClock));
    }),
  );
  call.print(`user.unlock ${email}`);
  return 0;
}

interface Change {
  readonly action: string;
  readonly set: UserChange;
  readonly detail: Readonly<Record<string, string>>;
}

async function change(call: Call, email: string, { action, set, detail }: Change): Promise<number> {
  if (call.values['yes'] !== true) throw refused('not-confirmed', 'this ends their sessions', 'add --yes');
  await withDatabase(readConfig(call.environment), (db) =>
    db.transaction().execute(async (transaction) => {
      const user = await findCredentials(transaction, email);
      if (user === undefined) throw refused('user-unknown', `no user ${email}`, 'see till users');
      await changeUser(transaction, user.id, set);
      const note = { actor: 'cli', action, subject: `user ${user.id}`, detail };
      await appendAudit(transaction, note, nowDate(systemClock));
    }),
  );
  call.print(`${action} ${email}`);
  return 0;
}

type Field = readonly [name: string, schema: z.ZodType<string>, value: unknown];

function parseAll(fields: readonly Field[]): readonly [string, ...string[]] {
  const read = fields.map(([name, schema, value]) => ({ name, parsed: schema.safeParse(value) }));
  const problems = read.flatMap(({ name, parsed }): Problem[] =>
    parsed.success
      ? []
      : [{ code: 'usage-wrong', title: `${name} ${parsed.error.issues[0]?.message}`, hint: 'see till user --help' }],
  );
  if (problems.length > 0) throw new Refused(problems);
  const [first = '', ...rest] = read.map(({ parsed }) => (parsed.success ? parsed.data : ''));
  return [first, ...rest];
}

async function newPassword({ values }: Call): Promise<{ password: string; shown: { password?: string } }> {
  if (values['password-stdin'] !== true) {
    const password = randomBytes(18).toString('base64url');
    return { password, shown: { password } };
  }
  const parsed = passwordSchema.safeParse((await readAll(process.stdin)).replace(/\r?\n$/, ''));
  if (parsed.success) return { password: parsed.data, shown: {} };
  const { issues } = parsed.error;
  throw new Refused(
    issues.map(({ message }) => ({ code: 'usage-wrong', title: `the password ${message}`, hint: 'choose another' })),
  );
}
