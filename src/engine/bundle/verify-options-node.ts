import { createPrivateKey, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { extractFault } from './extract-fs.ts';

/** What `--help` prints. */
export const VERIFY_HELP = `node verify.mjs [BUNDLE.zip | FOLDER] [options]

Checks a sealed bundle from its bytes alone: no network, no clock, nothing of it is run.
Without a name it checks the folder in which it lies.

  --fingerprint F   demand that this key signed, such as sha256:…
  --allow-unsigned  accept a bundle that nobody signed
  --all-proved      demand that every row in scope is proved
  --against OLD.zip what was lost, added and changed since an older bundle
  --page FILE       also write those differences to a file, as HTML
  --extract DIR     write the files to a new or empty folder, after everything held
  --countersign KEY sign the ZIP with your own Ed25519 key (PEM), after everything held
  --json            print the same facts as JSON
  --help            print this

Exit: 0 held, 1 not held, 2 the input is wrong.
`;

/** A mistake of who calls; it ends with exit status 2. */
export class InputError extends Error {}

/** What a check of a bundle is asked for. */
export interface VerifyOptions {
  readonly bundle: string;
  readonly fingerprint: string | null;
  readonly allowUnsigned: boolean;
  readonly allProved: boolean;
  readonly against: string | null;
  readonly page: string | null;
  readonly extract: string | null;
  readonly countersign: KeyObject | null;
  readonly json: boolean;
}

/**
 * Reads the arguments of the verifier that lies in the folder `home`. Null asks for help.
 *
 * @throws {InputError} with every mistake at once
 */
export function readOptions(args: readonly string[], home: string): VerifyOptions | null {
  const { values, positionals } = parsed(args);
  if (values.help === true) return null;
  const { fingerprint: print = null, extract = null, countersign = null } = values;
  const bundle = positionals[0] ?? home;
  const mistakes = [
    positionals.length > 1 ? `one bundle at a time: ${positionals.join(' ')}` : null,
    existsSync(bundle) ? null : `there is no ${bundle}`,
    print === null || /^sha256:[0-9a-f]{64}$/.test(print) ? null : 'write --fingerprint sha256: and 64 hex digits',
    extract === null ? null : extractFault(extract),
    values.page !== undefined && values.against === undefined ? 'write --page with --against' : null,
    countersign !== null && !existsSync(countersign) ? `there is no key ${countersign}` : null,
    countersign !== null && !bundle.endsWith('.zip') ? 'only a ZIP can be countersigned' : null,
  ].filter((words) => words !== null);
  if (mistakes.length > 0) throw new InputError(mistakes.join('\n'));
  return {
    bundle,
    fingerprint: print,
    allowUnsigned: values['allow-unsigned'] === true,
    allProved: values['all-proved'] === true,
    against: values.against ?? null,
    page: values.page ?? null,
    extract,
    countersign: countersign === null ? null : readKey(countersign),
    json: values.json === true,
  };
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = {
    fingerprint: text,
    against: text,
    page: text,
    extract: text,
    countersign: text,
    'allow-unsigned': flag,
    'all-proved': flag,
    json: flag,
    help: flag,
  };
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    throw new InputError(error instanceof Error ? error.message : String(error));
  }
}

function readKey(file: string): KeyObject {
  try {
    const key = createPrivateKey(readFileSync(file));
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Said below, in the same words as for a key of another kind.
  }
  throw new InputError(`${file} is no Ed25519 private key in PEM`);
}
