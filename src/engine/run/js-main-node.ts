import { installGlobals } from './js-globals-node.ts';
import { reporter } from './js-reporter-node.ts';
import type { JsSpec } from './js-spec.ts';
import { lineOf } from './js-line-node.ts';

// Importing a built-in module as an ES module makes Node prepare all that it exports, streams among them: 10 ms of the
// 40 that a proof's process lives. Its files take what they need from the module itself.
const { readFileSync } = process.getBuiltinModule('node:fs');
const { registerHooks } = process.getBuiltinModule('node:module');
const { pathToFileURL } = process.getBuiltinModule('node:url');

/**
 * The process of one js or ts proof: takes its specification from a file, gives the script its globals, runs it as a
 * module that stands at the project root, and reports through markers on the standard output.
 */
async function main(specFile: string): Promise<void> {
  const spec: JsSpec = JSON.parse(readFileSync(specFile, 'utf8'));
  const report = reporter(spec.token);
  const url = pathToFileURL(spec.moduleFile).href;
  process.on('uncaughtException', (error) => {
    report({ kind: 'threw', message: messageOf(error), line: lineOf(error, url) });
    process.exit(1);
  });
  serveScript(url, spec);
  await installGlobals(spec, { report, url });
  await import(url);
  report({ kind: 'finished' });
  process.exit(process.exitCode ?? 0);
}

/** The script has no file of its own: its text is handed to the loader under the name of one at the project root. */
function serveScript(url: string, spec: JsSpec): void {
  const format = spec.language === 'ts' ? 'module-typescript' : 'module';
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === url ? { url, format, shortCircuit: true } : next(specifier, context),
    load: (target, context, next) =>
      target === url ? { format, source: spec.script, shortCircuit: true } : next(target, context),
  });
}

/** A command's failure is told by its exit status; its own message repeats what has been printed. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('exitCode' in error && 'stdout' in error) return `a command failed, exit ${String(error.exitCode)}`;
  const name = error.name === 'Error' ? '' : `${error.name}: `;
  return `${name}${error.message}`;
}

await main(process.argv[2] ?? '');
