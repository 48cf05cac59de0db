import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import * as pagefind from 'pagefind';

const PATIENCE_MS = 20_000;

/**
 * Makes sure that the site can be searched. Starlight ends Pagefind as soon as it answers, and on a busy machine its last
 * file is then still empty. Where that happened the index is written again, and Pagefind is ended when it is on the disk.
 */
export function wholeSearch(): AstroIntegration {
  return {
    name: 'proofroom-whole-search',
    hooks: {
      'astro:build:done': ({ dir, logger }) => mendSearch(fileURLToPath(dir), (words) => logger.warn(words)),
    },
  };
}

/** Writes the search index of a built site again unless it is whole. Throws where it cannot be made whole. */
export async function mendSearch(site: string, warn: (words: string) => void): Promise<void> {
  const folder = path.join(site, 'pagefind');
  if (isWhole(folder)) return;
  warn('the search index was not written to its end; it is written again');
  await writeAgain(site, folder);
}

async function writeAgain(site: string, folder: string): Promise<void> {
  try {
    const { index, errors } = await pagefind.createIndex();
    if (index === undefined) throw new Error(`Pagefind: ${errors.join('; ')}`);
    await index.addDirectory({ path: site });
    await index.writeFiles({ outputPath: folder });
    for (const end = Date.now() + PATIENCE_MS; !isWhole(folder); await sleep(100))
      if (Date.now() > end) throw new Error(`the search index in ${folder} is not whole`);
  } finally {
    await pagefind.close();
  }
}

/** Whether a folder of Pagefind's has an entry that can be read and no empty file. */
export function isWhole(folder: string): boolean {
  const entry = path.join(folder, 'pagefind-entry.json');
  if (!existsSync(entry)) return false;
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  if (files.some(({ parentPath, name }) => statSync(path.join(parentPath, name)).size === 0)) return false;
  try {
    JSON.parse(readFileSync(entry, 'utf8'));
    return true;
  } catch {
    return false;
  }
}
