import { createHash } from 'node:crypto';
import type { BundleFile } from '../engine/index.ts';
import { bundleScripts } from './bundle-scripts.ts';
import { portablePage, withScript } from './portable-page.ts';

/** Turns a built site into one that opens from disk: the same pages, with relative links and one classic script each. */
export async function portableSite(built: readonly BundleFile[]): Promise<readonly BundleFile[]> {
  const isPage = ({ path }: BundleFile): boolean => path.endsWith('.html');
  const modules = new Map(
    built.filter(({ path }) => path.endsWith('.js')).map(({ path, bytes }) => [path, text(bytes)]),
  );
  const pages = built.filter(isPage).map((page) => ({ page, ...portablePage(page.path, text(page.bytes)) }));
  const made = new Map<string, { readonly path: string; readonly code: string }>();
  for (const { scripts } of pages) {
    const set = scripts.join(' ');
    if (set !== '' && !made.has(set)) made.set(set, await makeScript(scripts, modules));
  }
  const rewritten = pages.map(({ page, html, scripts }) => {
    const script = made.get(scripts.join(' '));
    return { ...page, bytes: Buffer.from(script === undefined ? html : withScript(page.path, html, script.path)) };
  });
  const scripts = new Map([...made.values()].map(({ path, code }) => [path, code]));
  const rest = built.filter((file) => !isPage(file) && !modules.has(file.path));
  const files = [
    ...rest,
    ...rewritten,
    ...[...scripts].map(([path, code]) => ({ path, bytes: Buffer.from(code), executable: false })),
  ];
  return files.map((file) => ({ ...file, path: `site/${file.path}` }));
}

async function makeScript(
  scripts: readonly string[],
  modules: ReadonlyMap<string, string>,
): Promise<{ readonly path: string; readonly code: string }> {
  const code = await bundleScripts(scripts, modules);
  return { path: `_astro/page.${createHash('sha256').update(code).digest('hex').slice(0, 8)}.js`, code };
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
