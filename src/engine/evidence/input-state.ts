import { digest, digestJson } from '../base/digest.ts';

/** What inputs are looked up in: a folder on disk, or the files of a bundle. */
export interface InputSource {
  /** The bytes of a file; null when there is none. */
  file(name: string): Uint8Array | null;
  /** The names in a folder; null when there is none. */
  folder(name: string): readonly string[] | null;
  /** The files that a pattern matches, without what is installed or made. */
  glob(pattern: string): readonly string[];
}

/** How package.json decides what a module is; its other fields change nothing in a run that is not traced. */
export const MODULES = 'package.json#modules';

/** Folders that hold what is made or kept elsewhere: no pattern reaches into them. `node_modules` counts at any depth. */
export const OUTSIDE_FOLDERS = ['node_modules', '.git', 'proofs', 'dist', 'dist-bundle', 'site', '.astro', '.till'];

/** The state of an input: its digest, or `absent`. */
export function inputState(input: string, source: InputSource): string {
  if (input === MODULES) return moduleFields(source.file('package.json'));
  if (input.startsWith('glob:')) return digest(inOrder(source.glob(input.slice(5))).join('\n'));
  if (input.startsWith('tree:')) return treeDigest(input.slice(5), source);
  const content = input.endsWith('/') ? listing(source.folder(input.slice(0, -1))) : source.file(input);
  return content === null ? 'absent' : digest(content);
}

const listing = (names: readonly string[] | null): string | null => (names === null ? null : inOrder(names).join('\n'));

function inOrder(names: readonly string[]): readonly string[] {
  return names.toSorted((a, b) => (a < b ? -1 : 1));
}

function treeDigest(folder: string, source: InputSource): string {
  const files = inOrder(source.glob(`${folder}/**`));
  return files.length === 0
    ? 'absent'
    : digest(files.map((file) => `${file} ${digest(source.file(file) ?? '')}`).join('\n'));
}

function moduleFields(bytes: Uint8Array | null): string {
  try {
    const { type, imports, exports }: Record<string, string> = JSON.parse(Buffer.from(bytes ?? []).toString('utf8'));
    return digestJson({ type, imports, exports });
  } catch {
    return 'absent';
  }
}
