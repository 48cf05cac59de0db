import { createHash, createPublicKey } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { reportText } from './bundle-text.ts';
import { compareStates, type Difference, type State } from './compare-states.ts';
import { differencesPage } from './differences-page.ts';
import { fingerprint } from './dsse.ts';
import { extractFiles } from './extract-fs.ts';
import { judgeBundle } from './judge-bundle.ts';
import { readOlder, stateOf } from './older-state-fs.ts';
import { readBundle, type ReadBundle } from './read-bundle-fs.ts';
import { buildReport, type Report } from './report.ts';
import { judgeSidecar, sealSidecar, type JudgedSidecar, type Sidecar } from './sidecar.ts';
import { LIMIT } from './zip-profile.ts';
import { InputError, readOptions, VERIFY_HELP, type VerifyOptions } from './verify-options-node.ts';

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

/** Verifies a bundle as its arguments say, and gives the exit status. */
export function verifyMain(args: readonly string[], io: VerifierIo): number {
  try {
    const options = readOptions(args, io.home);
    if (options === null) {
      io.out(VERIFY_HELP);
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

function readAt(bundle: string): ReadBundle {
  try {
    return readBundle(bundle);
  } catch (error) {
    throw new InputError(`${bundle} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function reportOn(read: ReadBundle, options: VerifyOptions): Report {
  const older = olderState(options);
  const empty = { faults: [], index: null, signer: { kind: 'unsigned' }, unchecked: [] } as const;
  const judged = read.files.length === 0 ? empty : judgeBundle(read.files, options.fingerprint);
  const faults = [...read.faults, ...judged.faults];
  const sidecars = read.zip === null ? [] : sidecarsOf(options.bundle, zipFacts(read.zip));
  return buildReport(
    {
      judged: { ...judged, faults },
      files: read.files.length,
      sidecars,
      differences: faults.length > 0 ? null : differencesFrom(older, { options, read }),
      unchecked: [...read.passedOver, ...unseenSidecar(read, sidecars)],
    },
    options,
  );
}

function olderState({ against }: VerifyOptions): State | null {
  const older = against === null ? null : readOlder(against);
  if (older !== null && 'refused' in older) throw new InputError(older.refused);
  return older;
}

/** Only what holds is compared. */
function differencesFrom(
  older: State | null,
  { options: { against, page, bundle }, read }: { readonly options: VerifyOptions; readonly read: ReadBundle },
): readonly Difference[] | null {
  if (older === null || against === null) return null;
  const newer = stateOf(read.files);
  const names = { older: path.basename(against), newer: path.basename(bundle) };
  if (page !== null) writeFileSync(page, differencesPage({ older, newer, names }));
  return compareStates(older, newer);
}

function zipFacts(zip: Uint8Array): Sidecar['zip'] {
  return { sha256: createHash('sha256').update(zip).digest('hex'), bytes: zip.length };
}

function unseenSidecar({ zip }: ReadBundle, sidecars: readonly JudgedSidecar[]): readonly string[] {
  if (zip === null) return ['the sidecar, which lies beside the ZIP'];
  return sidecars.some(({ file }) => file.endsWith('.sidecar.json')) ? [] : ['the sidecar: none lies beside the ZIP'];
}

/** The sidecar of a ZIP and every countersignature beside it. */
function sidecarsOf(bundle: string, zip: Sidecar['zip']): readonly JudgedSidecar[] {
  const folder = path.dirname(bundle);
  const start = `${path.basename(bundle)}.`;
  const names = readdirSync(folder).filter(
    (name) => name.startsWith(start) && /^(?:sidecar|countersigned-[0-9a-f]+)\.json$/.test(name.slice(start.length)),
  );
  return names.sort().map((name) => judgeSidecar(name, textAt(path.join(folder, name)), zip));
}

/** Null for what must not be opened: a folder, a pipe that nobody writes to, a link to nothing, or far too much. */
function textAt(file: string): string | null {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat?.isFile() && stat.size <= LIMIT.sidecar ? readFileSync(file, 'utf8') : null;
}

function finish(
  read: ReadBundle,
  { options, report, io }: { options: VerifyOptions; report: Report; io: VerifierIo },
): void {
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
