import { existsSync } from 'node:fs';
import { buildIndex } from './bundle-index.ts';
import type { BundleFile } from './bundle-file.ts';
import { transcriptsOf, type State } from './compare-states.ts';
import { judgeBundle } from './judge-bundle.ts';
import { readBundle } from './read-bundle-fs.ts';

/** What the files of a project claim and what its proofs printed. */
export const stateOf = (files: readonly BundleFile[]): State => ({
  index: buildIndex(files),
  transcripts: transcriptsOf(files),
});

/** The state of an older bundle, which must hold itself; otherwise why it is not compared, in words. */
export function readOlder(at: string): State | { readonly refused: string } {
  if (!existsSync(at)) return { refused: `there is no ${at}` };
  try {
    const { files, faults } = readBundle(at);
    const [first] = [...faults, ...(files.length === 0 ? [] : judgeBundle(files).faults)];
    if (first !== undefined) return { refused: `${at} does not hold: ${first.file} ${first.words}` };
    return stateOf(files);
  } catch (error) {
    return { refused: `${at} cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
}
