import { fingerprint } from '../engine/index.ts';
import { defaultKeyFile, KeyError, publicHalf, readPrivateKey, writeKeyPair } from './key-files-fs.ts';

const HELP = `npm run keys -- new|show [FILE]

new   makes an Ed25519 pair outside of every repository, readable by you only; it replaces nothing
show  prints the fingerprint of the key: SHA-256 of its public half

Without FILE it is \${XDG_CONFIG_HOME:-~/.config}/proofroom/signing-key.pem.
Exit: 0 done, 1 there is no key to show, 2 the input is wrong.
`;

/** Makes or shows a signing key, and gives the exit status. */
export function keysMain(args: readonly string[]): number {
  const [verb, file = defaultKeyFile(process.env), ...more] = args;
  if (verb === '--help') return say(HELP, 0);
  if ((verb !== 'new' && verb !== 'show') || more.length > 0) return mistake(HELP);
  try {
    return verb === 'new' ? made(file) : shown(file);
  } catch (error) {
    if (!(error instanceof KeyError)) throw error;
    return mistake(`${error.message}\n`);
  }
}

function made(file: string): number {
  const print = fingerprint(writeKeyPair(file));
  return say(`${print}  ${file}\n`, 0);
}

function shown(file: string): number {
  const key = readPrivateKey(file);
  if (key !== null) return say(`${fingerprint(publicHalf(key))}  ${file}\n`, 0);
  process.stderr.write(`there is no key ${file}\n  hint: npm run keys -- new\n`);
  return 1;
}

function say(words: string, status: number): number {
  process.stdout.write(words);
  return status;
}

function mistake(words: string): number {
  process.stderr.write(words);
  return 2;
}
