import { slug } from 'github-slugger';

/** The site's address of a page file: `content/guide/Set Up.mdx` → `guide/set-up`; an index page takes its folder's, the top one `index`. */
export function pageSlug(file: string): string {
  const parts = file
    .replace(/^content\//, '')
    .replace(/\.mdx$/, '')
    .split('/')
    .map((part) => slug(part));
  const inFolder = parts.length > 1 && parts.at(-1) === 'index' ? parts.slice(0, -1) : parts;
  return inFolder.join('/');
}
