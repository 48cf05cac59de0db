import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { byPath, type BundleFile, type Fault } from './bundle-file.ts';
import { MADE_FOLDERS } from './layout.ts';
import { nameFaults } from './name-faults.ts';
import { readZip } from './read-zip.ts';
import { LIMIT } from './zip-profile.ts';

/** A bundle as it lies there. `zip` are the bytes of the ZIP, null for an unpacked folder. */
export interface ReadBundle {
  readonly files: readonly BundleFile[];
  readonly faults: readonly Fault[];
  readonly zip: Buffer | null;
  /** What was passed over, in words. */
  readonly passedOver: readonly string[];
}

/** Reads a ZIP or an unpacked folder. Throws when there is neither. */
export function readBundle(at: string): ReadBundle {
  const stat = statSync(at);
  if (stat.isDirectory()) return readFolder(at);
  if (stat.size > LIMIT.zip)
    return nothing({ kind: 'container', file: path.basename(at), words: 'is larger than the limit' });
  const zip = readFileSync(at);
  return { ...readZip(zip), zip, passedOver: [] };
}

const nothing = (fault: Fault): ReadBundle => ({ files: [], faults: [fault], zip: null, passedOver: [] });

function readFolder(root: string): ReadBundle {
  const made = MADE_FOLDERS.filter((folder) => lstatSync(path.join(root, folder), { throwIfNoEntry: false }));
  const found = walk(root, '');
  const files = found.flatMap((one) => ('bytes' in one ? [one] : []));
  const faults = found.flatMap((one) => ('bytes' in one ? [] : [one]));
  return {
    files: files.toSorted(byPath),
    faults: [...faults, ...nameFaults(files.map((file) => file.path))],
    zip: null,
    passedOver: made.map((folder) => `${folder}/ in the folder, which using it makes`),
  };
}

function walk(root: string, folder: string): readonly (BundleFile | Fault)[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap(
    (entry): readonly (BundleFile | Fault)[] => {
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (MADE_FOLDERS.some((made) => made === name)) return [];
      if (entry.isDirectory()) return walk(root, name);
      if (!entry.isFile()) return [{ kind: 'container', file: name, words: 'is a link or no regular file' }];
      const { mode, size } = lstatSync(path.join(root, name));
      if (size > LIMIT.entry) return [{ kind: 'container', file: name, words: 'is larger than the limit' }];
      return [{ path: name, bytes: readFileSync(path.join(root, name)), executable: (mode & 0o100) !== 0 }];
    },
  );
}
