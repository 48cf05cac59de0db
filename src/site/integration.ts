import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { AstroIntegration, AstroUserConfig } from 'astro';
import { loadSiteModel, ProblemsError } from '../engine/index.ts';
import { holdBuildPlace } from './build-lock-fs.ts';
import { contentDir, projectRoot } from './project.ts';
import { problemLines } from './view/problem-lines.ts';

type VitePlugin = Extract<
  NonNullable<NonNullable<AstroUserConfig['vite']>['plugins']>[number],
  { readonly name: string }
>;

const ENGINE = pathToFileURL(path.resolve(import.meta.dirname, '../engine/index.ts')).href;

/** Joins the engine to Astro: reads the project before anything is built, and gives it a home page if it has none. */
export function proofroom(): AstroIntegration {
  let leave = (): void => undefined;
  return {
    name: 'proofroom',
    hooks: {
      'astro:config:setup': async ({ command, config, injectRoute, updateConfig }) => {
        if (command === 'build') await refuseProblems();
        if (command === 'build') leave = await holdBuildPlace(fileURLToPath(config.root));
        updateConfig({ vite: { plugins: [nativeEngine] } });
        if (existsSync(path.join(contentDir(), 'index.mdx'))) return;
        injectRoute({ pattern: '/', entrypoint: new URL('./fallback/home.astro', import.meta.url) });
      },
      'astro:build:done': () => leave(),
    },
  };
}

/** Ends the build in plain words when the project has problems: a stack would bury the place to mend. */
async function refuseProblems(): Promise<void> {
  try {
    await loadSiteModel(projectRoot());
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    process.stderr.write(`${problemLines(error.problems)}\n`);
    process.exit(2);
  }
}

/** Leaves the engine to Node: it finds its files beside its source, and a bundled copy would stand elsewhere. */
const nativeEngine: VitePlugin = {
  name: 'proofroom-native-engine',
  apply: 'build',
  enforce: 'pre',
  resolveId(source, importer) {
    if (importer === undefined || !source.endsWith('/engine/index.ts')) return null;
    const target = new URL(source, pathToFileURL(importer)).href;
    return target === ENGINE ? { id: fileURLToPath(ENGINE), external: 'absolute' } : null;
  },
};
