import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { slug } from 'github-slugger';
import { parse } from 'yaml';
import { z } from 'zod';

/** A link of the sidebar in Starlight's terms. */
export interface SidebarItem {
  readonly label: string;
  readonly link: string;
}

const frontMatterSchema = z.looseObject({
  title: z.string(),
  sidebar: z
    .looseObject({ label: z.string().optional(), order: z.number().optional(), hidden: z.boolean().optional() })
    .default({}),
});

interface PageEntry extends SidebarItem {
  readonly order: number;
  readonly hidden: boolean;
}

/** Home, then the project's pages by `sidebar.order` and label, then the generated ones. */
export function sidebarItems(contentDir: string): SidebarItem[] {
  const pages = globSync('**/*.mdx', { cwd: contentDir })
    .filter((file) => !file.split(path.sep).some((part) => part.startsWith('_')))
    .map((file) => readEntry(contentDir, file))
    .filter((page) => !page.hidden && page.link !== '/')
    .sort((a, b) => a.order - b.order || a.label.localeCompare(b.label, 'en'));
  return [
    { label: 'Home', link: '/' },
    ...pages.map(({ label, link }) => ({ label, link })),
    { label: 'Status', link: '/status/' },
    { label: 'Acceptance matrix', link: '/matrix/' },
    { label: 'All proofs', link: '/proofs/' },
  ];
}

function readEntry(contentDir: string, file: string): PageEntry {
  const text = readFileSync(path.join(contentDir, file), 'utf8');
  const yaml = /^---\r?\n(?<yaml>[\s\S]*?)\r?\n---/.exec(text)?.groups?.['yaml'] ?? '';
  const { title, sidebar } = frontMatterSchema.parse(parse(yaml));
  const parts = file
    .replace(/\.mdx$/, '')
    .split(path.sep)
    .map((part) => slug(part));
  const address = parts.join('/').replace(/(^|\/)index$/, '');
  return {
    label: sidebar.label ?? title,
    link: address === '' ? '/' : `/${address}/`,
    order: sidebar.order ?? Number.MAX_SAFE_INTEGER,
    hidden: sidebar.hidden ?? false,
  };
}
