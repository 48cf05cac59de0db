import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { reportText } from './bundle-text.ts';
import { compareStates, type Difference } from './compare-states.ts';
import { differencesPage } from './differences-page.ts';
import { fingerprint } from './dsse.ts';
import { extractFault, extractFiles } from './extract-fs.ts';
import { judgeBundle } from './judge-bundle.ts';
import { readOlder, stateOf } from './older-state-fs.ts';
import { readBundle, type ReadBundle } from './read-bundle-fs.ts';
import { buildReport, type Report } from './report.ts';
import { judgeSidecar, sealSidecar, type JudgedSidecar, type Sidecar } from './sidecar.ts';

const HELP = `node verify.mjs [BUNDLE.zip | FOLDER] [options]

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

/** Where the verifier speaks, and where it lies. */
export interface VerifierIo {
  out(text: string): void;
  err(text: string): void;
  readonly colour: boolean;
  /** The folder of the verifier. */
  readonly home: string;
  /** The time, for countersignatures. */
  readonly now: () => Date;
}

/** A mistake of who calls; it ends with exit status 2. */
class InputError extends Error {}

/** Verifies a bundle as its arguments say, and gives the exit status. */
export function verifyMain(args: readonly string[], io: VerifierIo): number {
  try {
    const options = readOptions(args, io.home);
    if (options === null) {
      io.out(HELP);
      return 0;
    }
    const read = readAt(options.bundle);
    const report = reportOn(read, options);
    io.out(options.json ? `${JSON.stringify(factsOf(report), null, 2)}\n` : reportText(report, io.colour));
    if (report.held) finish(read, { options, report, io });
    return report.held ? 0 : 1;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    io.err(`${error.message}\n`);
    return 2;
  }
}

interface Options {
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

/** Null asks for help. Every mistake is told at once. */
function readOptions(args: readonly string[], home: string): Options | null {
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

function readAt(bundle: string): ReadBundle {
  try {
    return readBundle(bundle);
  } catch (error) {
    throw new InputError(`${bundle} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function reportOn(read: ReadBundle, options: Options): Report {
  const empty = { faults: [], index: null, signer: { kind: 'unsigned' }, unchecked: [] } as const;
  const judged = read.files.length === 0 ? empty : judgeBundle(read.files);
  const sidecars = read.zip === null ? [] : sidecarsOf(options.bundle, zipFacts(read.zip));
  return buildReport(
    {
      judged: { ...judged, faults: [...read.faults, ...judged.faults] },
      files: read.files.length,
      sidecars,
      differences: differencesFrom(options, read),
      unchecked: [...read.passedOver, ...(read.zip === null ? ['the sidecar, which lies beside the ZIP'] : [])],
    },
    options,
  );
}

function differencesFrom({ against, page, bundle }: Options, read: ReadBundle): readonly Difference[] | null {
  if (against === null) return null;
  const older = readOlder(against);
  if ('refused' in older) throw new InputError(older.refused);
  const newer = stateOf(read.files);
  const names = { older: path.basename(against), newer: path.basename(bundle) };
  if (page !== null) writeFileSync(page, differencesPage({ older, newer, names }));
  return compareStates(older, newer);
}

function zipFacts(zip: Uint8Array): Sidecar['zip'] {
  return { sha256: createHash('sha256').update(zip).digest('hex'), bytes: zip.length };
}

/** The sidecar of a ZIP and every countersignature beside it. */
function sidecarsOf(bundle: string, zip: Sidecar['zip']): readonly JudgedSidecar[] {
  const folder = path.dirname(bundle);
  const start = `${path.basename(bundle)}.`;
  const names = readdirSync(folder).filter(
    (name) => name.startsWith(start) && /^(?:sidecar|countersigned-[0-9a-f]+)\.json$/.test(name.slice(start.length)),
  );
  return names.sort().map((name) => judgeSidecar(name, readFileSync(path.join(folder, name), 'utf8'), zip));
}

function finish(read: ReadBundle, { options, report, io }: { options: Options; report: Report; io: VerifierIo }): void {
  const { extract, countersign, bundle } = options;
  if (extract !== null) {
    extractFiles(read.files, extract);
    io.err(`${read.files.length} files written to ${extract}\n`);
  }
  if (countersign === null || read.zip === null) return;
  const facts = { rows: { ...report.index?.counts }, seal: report.index?.seal ?? '' };
  const said = {
    kind: 'proofroom/countersignature' as const,
    zip: zipFacts(read.zip),
    at: io.now().toISOString(),
    facts,
  };
  const text = sealSidecar(said, countersign);
  const by = fingerprint(createPublicKey(countersign));
  const file = `${bundle}.countersigned-${by.slice(7, 23)}.json`;
  writeFileSync(file, text);
  io.err(`countersigned by ${by}: ${file}\n`);
}

function factsOf(report: Report): object {
  const { index, sidecars, ...rest } = report;
  return {
    ...rest,
    project: index?.project ?? null,
    rows: index?.rows ?? [],
    counts: index?.counts ?? null,
    sidecars: sidecars.map(({ file, signer, sidecar }) => ({
      file,
      signer,
      kind: sidecar?.kind ?? null,
      at: sidecar?.at ?? null,
    })),
  };
}
