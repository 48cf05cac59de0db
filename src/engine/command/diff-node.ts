import { problem, ProblemsError } from '../base/problem.ts';
import type { BundleFile } from '../bundle/bundle-file.ts';
import { buildIndex } from '../bundle/bundle-index.ts';
import { differencesText } from '../bundle/bundle-text.ts';
import { compareStates, isLoss, transcriptsOf, type State } from '../bundle/compare-states.ts';
import { jsonText } from '../report/json.ts';
import { paint } from '../report/paint.ts';
import { filesAt, filesNow } from './files-at-node.ts';
import { EXIT, type Io } from './io.ts';

/** What `npm run proofs -- --diff REF` is asked to do. */
export interface DiffOptions {
  readonly root: string;
  readonly json: boolean;
  /** A commit, a branch or a tag. */
  readonly ref: string;
}

/** Says what was lost, added and changed in claims, verdicts, controls and transcripts since a commit; a loss does not hold. */
export function diff({ root, json, ref }: DiffOptions, io: Io): number {
  const before = filesAt(root, ref);
  if (before === null) {
    const words = { detail: `--diff ${ref}`, hint: 'Name a commit, a branch or a tag of the repository here.' };
    throw new ProblemsError([problem('PR602', { file: 'arguments', line: 1 }, words)]);
  }
  const differences = compareStates(stateOf(before), stateOf(filesNow(root)));
  io.out(
    json
      ? jsonText({ differences: differences.map((one) => ({ ...one })) })
      : differencesText(differences, paint(io.colour)),
  );
  return differences.some(isLoss) ? EXIT.notHeld : EXIT.held;
}

const stateOf = (files: readonly BundleFile[]): State => ({
  index: buildIndex(files),
  transcripts: transcriptsOf(files),
});
