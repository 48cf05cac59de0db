import { existsSync } from 'node:fs';
import path from 'node:path';
import type { KeyObject } from 'node:crypto';
import { fingerprint } from '../engine/index.ts';
import { InputError, readArguments, telling } from './command-line.ts';
import { findingsText } from './finding.ts';
import { defaultKeyFile, KeyError, publicHalf, readPrivateKey } from './key-files-fs.ts';
import { packProject, type Packed, type PackageOptions } from './package-node.ts';

const HELP = `npm run package

Packs the commit of a project into one sealed ZIP: dist-bundle/NAME-VERSION.zip, with its sidecar beside it.

  --root DIR   the project; by default the current folder
  --out DIR    where to write; by default dist-bundle/ in the project
  --key FILE   the private key that signs; by default the one that npm run keys -- new made
  --unsigned   pack without a signature
  --no-site    pack without the built site
  --json       print the same facts as JSON
  --help       print this

Exit: 0 packed, 1 refused, 2 the input is wrong.
`;

/** Packs as the arguments say, prints what came of it, and gives the exit status. */
export function packageMain(args: readonly string[]): Promise<number> {
  return telling(async () => {
    const { values } = readOptions(args);
    if (values.help) {
      process.stdout.write(HELP);
      return 0;
    }
    const options = optionsOf(values);
    const packed = await packProject(options);
    if (packed.kind === 'no-repository')
      throw new InputError(
        `${options.root} is not the root of a git repository with a commit\n  hint: a bundle is packed from a commit`,
      );
    process.stdout.write(values.json ? jsonOf(packed) : textOf(packed, options.key));
    if (!values.json && packed.kind === 'refused') process.stderr.write(findingsText(packed.findings));
    return packed.kind === 'packed' ? 0 : 1;
  });
}

function readOptions(args: readonly string[]) {
  const flag = { type: 'boolean', default: false } as const;
  const text = { type: 'string' } as const;
  return readArguments({
    args: [...args],
    options: {
      root: { type: 'string', default: '.' },
      out: text,
      key: text,
      unsigned: flag,
      'no-site': flag,
      json: flag,
      help: flag,
    },
  });
}

type Values = ReturnType<typeof readOptions>['values'];

function optionsOf(values: Values): PackageOptions {
  const root = path.resolve(values.root);
  if (!existsSync(path.join(root, 'content')))
    throw new InputError(`${values.root} has no content folder: it is no project`);
  if (values.unsigned && values.key !== undefined) throw new InputError('choose one of --key and --unsigned');
  return {
    root,
    out: path.resolve(values.out ?? path.join(root, 'dist-bundle')),
    key: values.unsigned ? null : keyOf(values.key ?? defaultKeyFile(process.env)),
    site: !values['no-site'],
  };
}

function keyOf(file: string): KeyObject {
  try {
    const key = readPrivateKey(file);
    if (key !== null) return key;
  } catch (error) {
    if (!(error instanceof KeyError)) throw error;
    throw new InputError(error.message);
  }
  throw new InputError(`there is no key ${file}\n  hint: npm run keys -- new makes one; --unsigned packs without`);
}

function textOf(packed: Packed, key: KeyObject | null): string {
  if (packed.kind !== 'packed') return '';
  const { zip, sha256, bytes, files, index, isKeyNamed } = packed;
  const counts = Object.entries(index.counts).map(([verdict, count]) => `${count} ${verdict.replaceAll('-', ' ')}`);
  return [
    `✓ ${path.relative('.', zip)}  ${files} files, ${bytes} bytes\n`,
    `  sha256:${sha256}\n`,
    key === null ? '✗ NOT SIGNED: nobody vouches for this bundle\n' : `✓ signed by ${fingerprint(publicHalf(key))}\n`,
    key === null || isKeyNamed
      ? ''
      : '– README.md names no key: write that line into it, so that a buyer can compare\n',
    `  ${index.rows.length} rows: ${counts.join(', ')}\n`,
  ].join('');
}

function jsonOf(packed: Packed): string {
  if (packed.kind !== 'packed') return `${JSON.stringify(packed, null, 2)}\n`;
  const { index, ...facts } = packed;
  return `${JSON.stringify({ ...facts, counts: index.counts }, null, 2)}\n`;
}
