import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listAudit } from '../../src/service/audit/audit-pg.ts';
import { ADDRESS_LIMIT, EMAIL_LIMIT, takeAttempt } from '../../src/service/auth/attempt-pg.ts';
import { isPassword } from '../../src/service/auth/password.ts';
import type { Call } from '../../src/service/commands/command.ts';
import {
  changePassword,
  changeRole,
  createUser,
  disableUser,
  enableUser,
  printUsers,
  unlockUser,
} from '../../src/service/commands/users.ts';
import { startTestPostgres, type TestPostgres } from '../support/postgres.ts';
import { openTillApp, type TillApp } from '../support/till-app.ts';
import { signedIn } from '../support/visitor.ts';

let postgres: TestPostgres;
let url: string;
let till: TillApp;
beforeAll(async () => {
  postgres = await startTestPostgres();
  url = await postgres.fresh();
  till = await openTillApp(url);
});
afterAll(async () => {
  await till.close();
  await postgres.stop();
});

/** Runs a command in process: what it printed. */
async function run(command: (call: Call) => Promise<number>, positionals: string[], values: Call['values'] = {}) {
  const lines: string[] = [];
  const code = await command({
    environment: { DATABASE_URL: url },
    positionals,
    values,
    print: (line) => void lines.push(line),
  });
  expect(code).toBe(0);
  return lines;
}
const userOf = (email: string) =>
  till.db.selectFrom('users').selectAll().where('email', '=', email).executeTakeFirstOrThrow();
const lastEntry = async () => {
  const entry = (await listAudit(till.db)).at(-1);
  return [entry?.actor, entry?.action, entry?.subject, entry?.detail];
};

describe('till user', () => {
  it('create makes a user with a new password that is printed once, audited without it', async () => {
    const [line = ''] = await run(createUser, ['Made@Example.com'], { role: 'ops', json: true });
    const { id, email, role, password } = JSON.parse(line);
    expect([email, role, password]).toEqual(['made@example.com', 'ops', expect.stringMatching(/^[\w-]{24}$/)]);
    const kept = await userOf('made@example.com');
    expect([kept.id, kept.role, kept.disabled_at, await isPassword(password, kept.password_hash)]).toEqual([
      id,
      'ops',
      null,
      true,
    ]);
    expect(await lastEntry()).toEqual(['cli', 'user.create', `user ${id}`, { role: 'ops' }]);
  });

  it('create refuses an email that is taken, and every mistake at once', async () => {
    const before = await listAudit(till.db);
    await expect(run(createUser, ['made@example.com'], { role: 'ops' })).rejects.toMatchObject({
      problems: [{ code: 'user-exists' }],
    });
    const titles = ['EMAIL must be an email address', '--role must be one of admin, ops, analyst, customer'];
    await expect(run(createUser, ['made'], { role: 'owner' })).rejects.toMatchObject({
      problems: titles.map((title) => ({ code: 'usage-wrong', title })),
    });
    expect(await listAudit(till.db)).toEqual(before);
  });

  it.each([
    ['role', changeRole, ['changes@example.com', 'analyst'], { role: 'analyst' }],
    ['password', changePassword, ['changes@example.com'], {}],
    ['disable', disableUser, ['changes@example.com'], {}],
    ['enable', enableUser, ['changes@example.com'], {}],
  ] as const)('%s needs to be told so, ends sessions, and is audited', async (word, command, words, detail) => {
    const positionals = words.map((text) => text.replace('changes', `changes-${word}`));
    const [email = ''] = positionals;
    const { userId } = await signedIn(till, 'ops', email);
    const sessions = () => till.db.selectFrom('sessions').select('user_id').where('user_id', '=', userId).execute();
    await expect(run(command, positionals)).rejects.toMatchObject({ problems: [{ code: 'not-confirmed' }] });
    expect((await sessions()).length).toBe(1);
    const before = await userOf(email);
    const lines = await run(command, positionals, { yes: true });
    expect(lines[0]).toBe(`user.${word} ${email}`);
    expect(await sessions()).toEqual([]);
    expect(await lastEntry()).toEqual(['cli', `user.${word}`, `user ${userId}`, detail]);
    const after = await userOf(email);
    const changed = [
      before.role !== after.role,
      before.password_hash !== after.password_hash,
      after.disabled_at !== null,
    ];
    expect(changed).toEqual([word === 'role', word === 'password', word === 'disable']);
    if (word === 'password')
      expect(await isPassword(lines[1]?.replace('password ', '') ?? '', after.password_hash)).toBe(true);
    await expect(run(command, ['none@example.com', ...positionals.slice(1)], { yes: true })).rejects.toMatchObject({
      problems: [{ code: 'user-unknown' }],
    });
  });

  it('enable lets a disabled person in again', async () => {
    const { email } = await signedIn(till, 'ops', 'again@example.com');
    await run(disableUser, [email], { yes: true });
    expect((await userOf(email)).disabled_at).not.toBeNull();
    await run(enableUser, [email], { yes: true });
    expect((await userOf(email)).disabled_at).toBeNull();
  });

  it('unlock forgets the attempts of an email, and of an address where one is named, and ends no session', async () => {
    const visitor = await signedIn(till, 'ops', 'locked@example.com');
    await till.db.deleteFrom('sign_in_attempts').execute();
    const take = async () => {
      await takeAttempt(till.db, EMAIL_LIMIT, visitor.email);
      await takeAttempt(till.db, ADDRESS_LIMIT, '10.0.0.1');
      await takeAttempt(till.db, ADDRESS_LIMIT, '10.0.0.2');
    };
    const left = async () => (await till.db.selectFrom('sign_in_attempts').selectAll().execute()).length;
    await take();
    expect(await run(unlockUser, [visitor.email])).toEqual(['user.unlock locked@example.com']);
    expect(await left()).toBe(2);
    await run(unlockUser, [visitor.email], { address: '10.0.0.1' });
    expect(await left()).toBe(1);
    expect(await lastEntry()).toEqual(['cli', 'user.unlock', `user ${visitor.userId}`, {}]);
    expect((await visitor.get('/orders')).statusCode).toBe(200);
    await expect(run(unlockUser, ['none@example.com'])).rejects.toMatchObject({ problems: [{ code: 'user-unknown' }] });
  });

  it('lists everybody by email, without a hash', async () => {
    const [line = ''] = await run(printUsers, [], { json: true });
    const rows: Record<string, unknown>[] = JSON.parse(line);
    const emails = (await till.db.selectFrom('users').select('email').execute()).map(({ email }) => email);
    expect(rows.map(({ email }) => email)).toEqual(emails.toSorted());
    for (const row of rows) expect(Object.keys(row)).toEqual(['id', 'email', 'role', 'created_at', 'disabled_at']);
  });
});

describe('what the application may do', () => {
  it('in the database is this and no more', async () => {
    const { rows } = await sql<{ may: string }>`
      SELECT table_name || ': ' || string_agg(column_name, ' ' ORDER BY column_name) AS may FROM information_schema.column_privileges
      WHERE grantee = 'till_app' AND table_schema = 'public' AND privilege_type = 'UPDATE' GROUP BY table_name ORDER BY table_name`.execute(
      till.db,
    );
    const may = Object.fromEntries(rows.map((row) => row.may.split(': ', 2)));
    const { rows: removes } = await sql<{ table_name: string }>`
      SELECT table_name FROM information_schema.table_privileges
      WHERE grantee = 'till_app' AND table_schema = 'public' AND privilege_type IN ('DELETE', 'TRUNCATE') ORDER BY 1`.execute(
      till.db,
    );
    expect(removes.map((row) => row.table_name)).toEqual(['job_runs', 'sessions', 'sign_in_attempts', 'workers']);
    expect(may).toEqual({
      audit_head: 'hash seq',
      issues: 'at detail resolution resolved_at resolved_by seen_at status',
      job_runs: 'ended_at job result run_id started_at try words worker',
      orders: 'paid_at status',
      payments: 'paid_at recorded_at',
      refund_requests: 'answer refund_id status',
      refunds:
        'amount_minor currency event_created event_rank failure_reason id order_id payment_key reason refunded_at status updated_at',
      sessions: 'created_at data expires_at id_hash user_id',
      sign_in_attempts: 'attempts key window_until',
      snapshot_catch_up: 'seen_until',
      stripe_events: 'attempts duplicates error processed_at status waits_for',
      subscriptions: 'currency customer event_created event_id event_rank id state status updated_at',
      users: 'disabled_at password_hash role',
      workers: 'id seen_at started_at version',
    });
  });
});
