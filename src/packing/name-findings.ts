import { MADE_FOLDERS, nameFaults, pathLeaks, type BundleFile } from '../engine/index.ts';
import type { Finding } from './finding.ts';

const HINT = 'Rename it: a bundle is unpacked on every system, and each file must be one file there.';
const MADE = 'Take it out of git: whoever unpacks a bundle and uses it makes this folder anew, and it is passed over.';

/** Every name that the reader of bundles would refuse, and every file in a folder that it passes over. */
export function nameFindings(files: readonly BundleFile[]): readonly Finding[] {
  const names = files.map(({ path }) => path);
  const at = (file: string, words: string, hint: string): Finding => ({ file, line: 0, rule: 'name', words, hint });
  return [
    ...nameFaults(names).map(({ file, words }) => at(file, words, HINT)),
    ...names.flatMap((name) => {
      const folder = MADE_FOLDERS.find((made) => name.startsWith(`${made}/`));
      // What a leak rule refuses is told once.
      return folder === undefined || pathLeaks(name).length > 0
        ? []
        : [at(name, `lies in ${folder}, which using a bundle makes`, MADE)];
    }),
  ];
}
