import { execFile, execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { refused } from '../base/problem.ts';
import { isOpenToAll, openTemporaryFolder } from './postgres-binaries.ts';
import type { ServerUser } from './postgres-supervisor.ts';

/** A cluster's files, ready to be served. `throwAway`: removed when its server stops. */
export interface DataFolder {
  readonly data: string;
  readonly password: string;
  readonly throwAway: boolean;
  readonly user: ServerUser;
}

/** Where a kept cluster holds its password; inside the data folder, which only its owner can enter. */
export const PASSWORD_FILE = 'till-password';

/** Makes the cluster in `dir` (absolute), or in a new temporary folder, unless it is there already. One caller at a time for a `dir`. */
export async function preparedDataFolder(bin: string, dir: string | undefined): Promise<DataFolder> {
  const user = serverUser();
  const password = randomBytes(18).toString('base64url');
  if (dir === undefined) {
    const data = mkdtempSync(path.join(openTemporaryFolder(), 'till-pg-'));
    await initialise({ bin, data, user, password });
    return { data, password, throwAway: true, user };
  }
  if (!existsSync(path.join(dir, PASSWORD_FILE))) await initialiseWhole({ bin, data: dir, user, password });
  return { data: dir, throwAway: false, user, password: readFileSync(path.join(dir, PASSWORD_FILE), 'utf8') };
}

// Killed half-way, it leaves a folder beside, never half a cluster.
async function initialiseWhole(cluster: NewCluster): Promise<void> {
  const data = `${cluster.data}.new`;
  rmSync(data, { recursive: true, force: true });
  mkdirSync(data, { recursive: true });
  await initialise({ ...cluster, data });
  renameSync(data, cluster.data);
}

/** Where the cluster for `wanted` (absolute) is kept: there, or in /var/tmp if the server's user cannot reach it, as below root's home. */
export function keptDataFolder(wanted: string): string {
  mkdirSync(path.dirname(wanted), { recursive: true });
  const { uid } = serverUser();
  if (uid === undefined || isOpenToAll(path.dirname(wanted))) return wanted;
  const elsewhere = path.join('/var/tmp', `till-pg-${createHash('sha256').update(wanted).digest('hex').slice(0, 16)}`);
  const owner = lstatSync(elsewhere, { throwIfNoEntry: false })?.uid;
  if (owner === undefined || owner === uid) return elsewhere;
  throw refused('postgres-failed', `${elsewhere} belongs to somebody else`, 'remove it, or set DATABASE_URL');
}

/**
 * Lets a link stand where a cluster that is kept elsewhere was asked for: whoever removes it has the next start begin anew,
 * as with the folder itself. The cluster must not be served.
 */
export function linkKeptFolder(wanted: string, data: string): void {
  if (wanted === data || lstatSync(wanted, { throwIfNoEntry: false }) !== undefined) return;
  rmSync(data, { recursive: true, force: true });
  symlinkSync(data, wanted);
}

interface NewCluster {
  readonly bin: string;
  readonly data: string;
  readonly user: ServerUser;
  readonly password: string;
}

async function initialise(cluster: NewCluster): Promise<void> {
  const { bin, data, user, password } = cluster;
  chmodSync(data, 0o700);
  own(data, user);
  const passwordFile = `${data}.password`;
  rmSync(passwordFile, { force: true });
  writeFileSync(passwordFile, password, { mode: 0o600, flag: 'wx' });
  own(passwordFile, user);
  const options = [
    '-D',
    data,
    '-U',
    'app',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--no-sync',
    '--no-instructions',
  ];
  try {
    await promisify(execFile)(path.join(bin, 'initdb'), options, {
      ...user,
      cwd: '/',
      env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
    });
  } catch (error) {
    rmSync(data, { recursive: true, force: true });
    throw error;
  } finally {
    rmSync(passwordFile, { force: true });
  }
  writeFileSync(path.join(data, PASSWORD_FILE), password, { mode: 0o600 });
  own(path.join(data, PASSWORD_FILE), user);
}

function own(file: string, user: ServerUser): void {
  if (user.uid !== undefined && user.gid !== undefined) chownSync(file, user.uid, user.gid);
}

function serverUser(): ServerUser {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
