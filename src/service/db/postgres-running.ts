import { readFileSync } from 'node:fs';
import path from 'node:path';
import { errorCode } from '../base/error-text.ts';
import { PASSWORD_FILE } from './postgres-data.ts';

/** The server that another process of ours already runs on `dir`, if there is one. */
export function runningServer(dir: string): { url: string; port: number } | undefined {
  const lines = readLines(path.join(dir, 'postmaster.pid'));
  const [pid, , , port] = lines;
  if (pid === undefined || port === undefined || !isAlive(Number(pid))) return undefined;
  const [password = ''] = readLines(path.join(dir, PASSWORD_FILE));
  return { url: `postgres://app:${password}@127.0.0.1:${port}/postgres`, port: Number(port) };
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
