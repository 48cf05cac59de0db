import { writeFileSync } from 'node:fs';
import { problem, ProblemsError } from '../base/problem.ts';
import { differencesText } from '../bundle/bundle-text.ts';
import { compareStates, isLoss, type State } from '../bundle/compare-states.ts';
import { differencesPage } from '../bundle/differences-page.ts';
import { readOlder, stateOf } from '../bundle/older-state-fs.ts';
import { jsonText } from '../report/json.ts';
import { paint } from '../report/paint.ts';
import { filesAt, filesNow } from './files-at-node.ts';
import { EXIT, type Io } from './io.ts';

/** Where the comparison is of, and where it goes to. */
interface Told {
  readonly root: string;
  readonly json: boolean;
  /** A file that also gets the differences as a page. */
  readonly page: string | null;
}

/** Says what was lost, added and changed in claims, verdicts, controls and transcripts since a commit, a branch or a tag; a loss does not hold. */
export function diff(options: Told & { readonly ref: string }, io: Io): number {
  const before = filesAt(options.root, options.ref);
  if (before === null) {
    const words = {
      detail: `--diff ${options.ref}`,
      hint: 'Name a commit, a branch or a tag of the repository here.',
    };
    throw new ProblemsError([problem('PR602', { file: 'arguments', line: 1 }, words)]);
  }
  return tell(stateOf(before), { ...options, older: options.ref }, io);
}

/** The same since an older bundle, which must hold itself. */
export function diffAgainst(options: Told & { readonly against: string }, io: Io): number {
  const before = readOlder(options.against);
  if ('refused' in before) {
    const words = { detail: `--against: ${before.refused}`, hint: 'Name a bundle that holds.' };
    throw new ProblemsError([problem('PR602', { file: 'arguments', line: 1 }, words)]);
  }
  return tell(before, { ...options, older: options.against }, io);
}

function tell(older: State, options: Told & { readonly older: string }, io: Io): number {
  const newer = stateOf(filesNow(options.root));
  const differences = compareStates(older, newer);
  const names = { older: options.older, newer: 'now' };
  if (options.page !== null) writeFileSync(options.page, differencesPage({ older, newer, names }));
  io.out(
    options.json
      ? jsonText({ differences: differences.map((one) => ({ ...one })) })
      : differencesText(differences, paint(io.colour)),
  );
  return differences.some(isLoss) ? EXIT.notHeld : EXIT.held;
}
