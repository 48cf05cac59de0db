import { fileURLToPath } from 'node:url';
import { satteri } from '@astrojs/markdown-satteri';
import mdx from '@astrojs/mdx';
import starlight from '@astrojs/starlight';
import { defineConfig } from 'astro/config';
import { proofroom } from './src/site/integration.ts';
import { proofFences } from './src/site/markdown/proof-fences.ts';
import { cacheDirOf, contentDir, projectRoot } from './src/site/project.ts';
import { sidebarItems } from './src/site/sidebar.ts';
import { wholeSearch } from './src/site/whole-search-node.ts';

process.env.ASTRO_TELEMETRY_DISABLED = '1';
process.env.PROOFROOM_ROOT ??= fileURLToPath(new URL('.', import.meta.url));

const content = contentDir();

/** Pages that are read from disk have no server to search with or to fetch ahead from. */
const portable = process.env.PROOFROOM_PORTABLE === '1';

/** Astro 7.3 marks modules with a directive of its own that the bundler does not know; everything else is still reported. */
const dropHeadInjectWarning = (level, log, report) => {
  if (log.code === 'MODULE_LEVEL_DIRECTIVE' && log.message.includes('astro:head-inject')) return;
  report(level, log);
};

export default defineConfig({
  srcDir: './src/site',
  publicDir: './src/site/public',
  cacheDir: cacheDirOf(projectRoot()),
  trailingSlash: 'always',
  devToolbar: { enabled: false },
  ...(portable ? { prefetch: false } : {}),
  // Quotes and dashes stay as typed: what a page shows is what its source says, and heading anchors agree with the engine's.
  markdown: { processor: satteri({ features: { smartPunctuation: false }, mdastPlugins: [proofFences] }) },
  integrations: [
    proofroom(),
    starlight({
      title: 'Proofroom',
      description:
        'Documentation that proves itself: every claim links to a script that was run and to what it printed.',
      favicon: '/favicon.svg',
      sidebar: sidebarItems(content),
      markdown: { processedDirs: [content] },
      customCss: ['tokens', 'badge', 'proof', 'table', 'figures'].map((name) => `./src/site/styles/${name}.css`),
      pagination: false,
      credits: false,
      disable404Route: true,
      ...(portable ? { pagefind: false, components: { Search: './src/site/components/search-note.astro' } } : {}),
      routeMiddleware: './src/site/route-data.ts',
    }),
    mdx(),
    ...(portable ? [] : [wholeSearch()]),
  ],
  vite: { build: { rolldownOptions: { onLog: dropHeadInjectWarning } } },
});
