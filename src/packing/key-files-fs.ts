import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A file that cannot be a key, or cannot be written, in words with a hint. */
export class KeyError extends Error {}

/** Makes an Ed25519 pair: the private key readable by its owner only, the public one beside it. Replaces nothing, and writes into no repository. */
export function writeKeyPair(file: string): KeyObject {
  const taken = [file, publicFile(file)].filter((one) => existsSync(one));
  if (taken.length > 0)
    throw new KeyError(`${taken.join(' and ')}: there is a key already; a new one would disown what it signed`);
  const repository = repositoryOf(path.dirname(path.resolve(file)));
  if (repository !== null)
    throw new KeyError(`${file} would lie in the repository ${repository}: keep a key elsewhere`);
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { flag: 'wx', mode: 0o600 });
  writeFileSync(publicFile(file), publicKey.export({ type: 'spki', format: 'pem' }), { flag: 'wx', mode: 0o644 });
  return publicKey;
}

/** Reads a private key that others cannot read; null when there is none. */
export function readPrivateKey(file: string): KeyObject | null {
  if (!existsSync(file)) return null;
  if ((statSync(file).mode & 0o077) !== 0) throw new KeyError(`${file} can be read by others: chmod 600 it`);
  const key = parsedKey(file);
  if (key?.asymmetricKeyType !== 'ed25519') throw new KeyError(`${file} is no Ed25519 private key in PEM`);
  return key;
}

function parsedKey(file: string): KeyObject | null {
  try {
    return createPrivateKey(readFileSync(file));
  } catch {
    return null;
  }
}

/** The public half of a private key. */
export const publicHalf = (key: KeyObject): KeyObject => createPublicKey(key);

/** Where a key lies unless said otherwise. */
export function defaultKeyFile(environment: Readonly<Record<string, string | undefined>>): string {
  const home = environment['XDG_CONFIG_HOME'] ?? path.join(environment['HOME'] ?? '', '.config');
  return path.join(home, 'proofroom', 'signing-key.pem');
}

const publicFile = (file: string): string => `${file.replace(/\.pem$/, '')}.pub.pem`;

/** The repository in which a folder lies or would lie, or null. */
function repositoryOf(folder: string): string | null {
  if (existsSync(path.join(folder, '.git'))) return folder;
  const parent = path.dirname(folder);
  return parent === folder ? null : repositoryOf(parent);
}
