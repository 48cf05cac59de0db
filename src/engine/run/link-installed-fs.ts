import { linkSync, mkdirSync, readdirSync, readlinkSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';

// What tools keep between their runs stays the project's own.
const isKept = (name: string): boolean => !name.startsWith('.') || name === '.bin' || name === '.package-lock.json';

/**
 * Gives `target` the packages installed in `installed`, file for file as hard links: no bytes are copied, and what is
 * removed there stays here. Answers the folder to use: `installed` itself where links cannot be made, as on another disk.
 * A tool such as Astro takes packages outside of its project for parts of the project, so a link to the folder is not enough.
 */
export function linkInstalled(installed: string, target: string): string {
  const from = realpathSync(installed);
  try {
    linkFolder(from, target, isKept);
    return target;
  } catch {
    rmSync(target, { recursive: true, force: true });
    return from;
  }
}

function linkFolder(from: string, to: string, takes: (name: string) => boolean): void {
  mkdirSync(to, { recursive: true, mode: 0o755 });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (!takes(entry.name)) continue;
    const [source, copy] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) linkFolder(source, copy, () => true);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), copy);
    else linkSync(source, copy);
  }
}
