import path from 'node:path';
import { rolldown } from 'rolldown';

const ENTRY = '\0entry';

/** Joins module scripts, by their path in the site, into one classic script that runs them in order. */
export async function bundleScripts(scripts: readonly string[], modules: ReadonlyMap<string, string>): Promise<string> {
  const build = await rolldown({
    input: ENTRY,
    platform: 'browser',
    plugins: [
      {
        name: 'site-in-memory',
        resolveId: (source, importer) => {
          if (source === ENTRY || importer === undefined) return ENTRY;
          return importer === ENTRY ? source : path.posix.join(path.posix.dirname(importer), source);
        },
        load: (id) =>
          id === ENTRY
            ? scripts.map((script) => `import ${JSON.stringify(script)};`).join('\n')
            : (modules.get(id) ?? null),
      },
    ],
  });
  const { output } = await build.generate({ format: 'iife', codeSplitting: false, minify: true });
  await build.close();
  return output[0].code;
}
