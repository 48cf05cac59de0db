import type { LightMyRequestResponse } from 'fastify';
import type { Role } from '../../src/service/auth/permissions.ts';
import { hashPassword } from '../../src/service/auth/password.ts';
import { insertUser } from '../../src/service/auth/user-pg.ts';
import type { TillApp } from './till-app.ts';

const PASSWORD = 'correct horse battery';
let hash: string | undefined;
let visitors = 0;

/** A browser without a window: keeps its cookies and the token of the last page. */
export interface Visitor {
  readonly userId: string;
  readonly email: string;
  readonly cookies: Record<string, string>;
  get(url: string): Promise<LightMyRequestResponse>;
  /** Posts a form with the token of the last page, unless the form brings its own. */
  post(url: string, form?: Record<string, string>): Promise<LightMyRequestResponse>;
  signIn(password?: string): Promise<LightMyRequestResponse>;
}

/** Makes a user with this role and a visitor who is not signed in yet. */
export async function newVisitor(till: TillApp, role: Role, email = `${role}@example.com`): Promise<Visitor> {
  hash ??= await hashPassword(PASSWORD);
  const user = await insertUser(till.db, { email, role, passwordHash: hash });
  if (user === undefined) throw new Error(`${email} is taken`);
  const cookies: Record<string, string> = {};
  visitors += 1;
  const remoteAddress = `10.1.${Math.floor(visitors / 250)}.${visitors % 250}`;
  let token = '';
  const keep = (answer: LightMyRequestResponse) => {
    for (const { name, value } of answer.cookies) cookies[name] = value;
    token = /name="csrf" value="([^"]+)"/.exec(answer.body)?.[1] ?? token;
    return answer;
  };
  const headers = { accept: 'text/html', host: 'localhost' };
  const post = async (url: string, form: Record<string, string> = {}) => {
    const payload = new URLSearchParams({ csrf: token, ...form }).toString();
    const sent = { ...headers, 'content-type': 'application/x-www-form-urlencoded' };
    return keep(await till.app.inject({ method: 'POST', url, cookies, headers: sent, payload, remoteAddress }));
  };
  return {
    userId: user.id,
    email,
    cookies,
    get: async (url) => keep(await till.app.inject({ method: 'GET', url, cookies, headers, remoteAddress })),
    post,
    signIn: (password = PASSWORD) => post('/sign-in', { email, password }),
  };
}

/** The same, signed in. */
export async function signedIn(till: TillApp, role: Role, email?: string): Promise<Visitor> {
  const visitor = await newVisitor(till, role, email);
  const answer = await visitor.signIn();
  if (answer.statusCode !== 303) throw new Error(`not signed in: ${answer.statusCode}`);
  await visitor.get('/orders');
  return visitor;
}
