import { existsSync, globSync, readFileSync } from 'node:fs';
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

/** Links under a heading of their own. */
export interface SidebarGroup {
  readonly label: string;
  readonly items: SidebarItem[];
}

const groupsSchema = z.array(z.strictObject({ label: z.string(), pages: z.array(z.string()) }));

/**
 * Home and the generated pages, then the project's pages: in the groups that `sidebar.yaml` beside them names, and the
 * rest by `sidebar.order` and label.
 */
export function sidebarItems(contentDir: string): (SidebarItem | SidebarGroup)[] {
  const pages = globSync('**/*.mdx', { cwd: contentDir })
    .filter((file) => !file.split(path.sep).some((part) => part.startsWith('_')))
    .map((file) => readEntry(contentDir, file))
    .filter((page) => !page.hidden && page.link !== '/')
    .sort((a, b) => a.order - b.order || a.label.localeCompare(b.label, 'en'));
  const groups = readGroups(contentDir).map((group) => ({
    label: group.label,
    items: group.pages.flatMap((name) => pages.filter(({ link }) => link === `/${name}/`).map(itemOf)),
  }));
  const grouped = new Set(groups.flatMap(({ items }) => items.map(({ link }) => link)));
  return [
    { label: 'Home', link: '/' },
    { label: 'Acceptance matrix', link: '/matrix/' },
    { label: 'Status', link: '/status/' },
    { label: 'All proofs', link: '/proofs/' },
    ...groups.filter(({ items }) => items.length > 0),
    ...pages.filter(({ link }) => !grouped.has(link)).map(itemOf),
  ];
}

const itemOf = ({ label, link }: PageEntry): SidebarItem => ({ label, link });

function readGroups(contentDir: string): z.output<typeof groupsSchema> {
  const file = path.join(contentDir, 'sidebar.yaml');
  return existsSync(file) ? groupsSchema.parse(parse(readFileSync(file, 'utf8'))) : [];
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
