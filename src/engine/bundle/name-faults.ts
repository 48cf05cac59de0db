import type { Fault } from './bundle-file.ts';
import { LIMIT } from './zip-profile.ts';

// Windows takes them for devices, with blanks before the dot and with raised digits too.
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)\s*(?:\.|$)/i;
// Its settings name programs that git runs for whoever only looks into the folder.
const REPOSITORY = /^(?:\.git|git~\d+)$/i;
// Control characters, and what some file system takes for something else than a name.
const FORBIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}:*?"<>|]/u;

/** Why a name cannot be a file of a bundle, or null. It must lead to the same file below the same folder on every system. */
export function nameFault(name: string): string | null {
  if (name.includes('\\')) return 'has a backslash';
  if (name.startsWith('/') || /^[A-Za-z]:/.test(name)) return 'is absolute';
  const parts = name.split('/');
  if (parts.includes('..')) return 'leads out of the folder';
  if (name.endsWith('/')) return 'is a folder';
  if (parts.some((part) => part === '' || part === '.')) return 'has an empty part';
  if (FORBIDDEN.test(name)) return 'has a character that no file name may have';
  if (parts.some((part) => /[. ]$/.test(part) || RESERVED.test(part.normalize('NFKC'))))
    return 'is no file name on every system';
  if (parts.some((part) => REPOSITORY.test(part))) return 'belongs to a repository';
  if (name.normalize('NFC') !== name) return 'is not in normal form C';
  if (parts.length > LIMIT.depth) return `lies in more than ${LIMIT.depth - 1} folders`;
  return Buffer.byteLength(name) > LIMIT.name ? `is longer than ${LIMIT.name} bytes` : null;
}

/** Every name that is no good, stands twice, is the twin of another in other letters or lies in the twin of a folder, or is a file and a folder at once. */
export function nameFaults(names: readonly string[]): readonly Fault[] {
  const seen = new Map<string, string>();
  const folders = new Map(names.flatMap((name) => parentsOf(name).map((folder) => [folded(folder), name] as const)));
  const spelt = new Map<string, string>();
  return names.flatMap((name): Fault[] => {
    const twin = seen.get(folded(name));
    seen.set(folded(name), name);
    const inside = folders.get(folded(name));
    const other = parentsOf(name).find((folder) => remembered(spelt, folder) !== folder);
    const words = [
      nameFault(name),
      twin === undefined ? null : twin === name ? 'stands twice' : `differs from ${twin} in the case of letters only`,
      other === undefined
        ? null
        : `lies in ${other}, which differs from ${spelt.get(folded(other))} in the case of letters only`,
      inside === undefined ? null : `is a file, and the folder of ${inside}`,
    ];
    return words.flatMap((one) => (one === null ? [] : [{ kind: 'name', file: name, words: one }]));
  });
}

/** The first spelling of a folder. */
function remembered(spelt: Map<string, string>, folder: string): string {
  const first = spelt.get(folded(folder)) ?? folder;
  spelt.set(folded(folder), first);
  return first;
}

const folded = (name: string): string => name.normalize('NFKC').toLowerCase().toUpperCase();

/** The folders in which a name lies. Of one that lies too deep, which is a fault of its own, none is looked at: twenty thousand such names have millions. */
function parentsOf(name: string): readonly string[] {
  const parts = name.split('/');
  return parts.length > LIMIT.depth ? [] : parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}
