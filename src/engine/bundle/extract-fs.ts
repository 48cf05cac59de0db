import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { BundleFile } from './bundle-file.ts';

/** Why a folder cannot be extracted to, or null: it must be new or empty. */
export function extractFault(target: string): string | null {
  return existsSync(target) && readdirSync(target).length > 0 ? `${target} is not empty` : null;
}

/** Writes files whose names were found good below a folder. An existing file is never replaced. */
export function extractFiles(files: readonly BundleFile[], target: string): void {
  for (const { path: name, bytes, executable } of files) {
    const file = path.join(target, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, bytes, { flag: 'wx', mode: executable ? 0o755 : 0o644 });
  }
}
