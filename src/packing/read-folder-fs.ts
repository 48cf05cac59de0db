import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { BundleFile } from '../engine/index.ts';

/** Every file below a folder, by its path from there. */
export function readFolder(root: string): readonly BundleFile[] {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map((entry) => {
    const file = path.join(entry.parentPath, entry.name);
    return { path: path.relative(root, file).replaceAll(path.sep, '/'), bytes: readFileSync(file), executable: false };
  });
}
