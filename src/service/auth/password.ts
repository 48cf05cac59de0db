import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

// OWASP's first recommendation for argon2id: 19 MiB, two passes, one lane.
const COST = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const KEPT = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([\w+/]+)\$([\w+/]+)$/;
const run = promisify(argon2);

/** Hashes a password with argon2id and a new salt; the answer is in the PHC string format. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await run('argon2id', { message: password, nonce: salt, tagLength: 32, ...COST });
  return `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${unpadded(salt)}$${unpadded(hash)}`;
}

/** Whether a password is the one that was hashed. Without a hash it works as long and answers false, so that time tells nobody who exists. */
export async function isPassword(password: string, kept: string | undefined): Promise<boolean> {
  const parts = KEPT.exec(kept ?? '');
  const [, memory, passes, parallelism, salt = '', expected = ''] = parts ?? [];
  const cost =
    parts === null ? COST : { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
  const nonce = parts === null ? randomBytes(16) : Buffer.from(salt, 'base64');
  const wanted = Buffer.from(expected, 'base64');
  const hash = await run('argon2id', { message: password, nonce, tagLength: wanted.length || 32, ...cost });
  return parts !== null && timingSafeEqual(hash, wanted);
}

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');
