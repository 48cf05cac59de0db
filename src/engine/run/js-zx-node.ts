import type * as Zx from 'zx/core';
import type { Scene } from './js-globals-node.ts';
import { lineOf } from './js-line-node.ts';
import { withOptions } from './js-zx-options-node.ts';

const require = process.getBuiltinModule('node:module').createRequire(import.meta.url);
const CORE = [
  '$',
  'cd',
  'within',
  'quote',
  'ProcessOutput',
  'ProcessPromise',
  'which',
  'ps',
  'kill',
  'chalk',
  'os',
  'path',
] as const;
const REST = [
  'fs',
  'glob',
  'globby',
  'YAML',
  'argv',
  'minimist',
  'dotenv',
  'echo',
  'sleep',
  'retry',
  'expBackoff',
  'spinner',
  'question',
  'stdin',
  'tmpdir',
  'tmpfile',
  'tempdir',
  'tempfile',
  'nothrow',
  'quiet',
] as const;

/** Makes zx's names global; each part of zx is loaded when it is first used, since loading all costs more than Node itself. */
export function installZx(scene: Scene): void {
  let shell: unknown;
  const load = (name: string, from: () => Record<string, unknown>) => {
    Object.defineProperty(globalThis, name, {
      configurable: true,
      get: () => {
        shell ??= buildShell(scene);
        return replace(name, name === '$' ? shell : from()[name]);
      },
      set: (value) => {
        replace(name, value);
      },
    });
  };
  for (const name of CORE) load(name, () => require('zx/core'));
  for (const name of REST) load(name, () => require('zx'));
}

function replace(name: string, value: unknown): unknown {
  Object.defineProperty(globalThis, name, { configurable: true, writable: true, value });
  return value;
}

/** A command and the line of the script that started it; `.quiet()` may be said after the start. */
interface Started {
  readonly process: { readonly id: string; isQuiet(): boolean };
  readonly line: number | null;
}
interface Running {
  readonly text: string;
  readonly out: Buffer[];
  readonly err: Buffer[];
}

/**
 * zx's `$`, set up so that what a command prints joins the transcript in one piece when it ends. Its standard output
 * and error share one pipe; `$({split: true})` keeps them apart; `.quiet()` leaves the command out; there is no input.
 * What a command passes on with `.pipe()` is not shown.
 */
function buildShell(scene: Scene): unknown {
  const { $ }: typeof Zx = require('zx/core');
  const running = new Map<string, Running>();
  const started = new Map<string, Started>();
  Object.assign($, { verbose: true, stdio: ['ignore', 'pipe', 'pipe'], prefix: 'exec 2>&1; set -euo pipefail;' });
  $.log = (entry) => {
    if (entry.kind === 'cmd' && entry.verbose) running.set(entry.id, { text: entry.cmd, out: [], err: [] });
    else if (entry.kind === 'stdout' && entry.verbose) running.get(entry.id)?.out.push(entry.data);
    else if (entry.kind === 'stderr') running.get(entry.id)?.err.push(entry.data);
    else if (entry.kind === 'end') end(entry.id, entry.exitCode);
  };
  const end = (id: string, exitCode: number | null): void => {
    const command = running.get(id);
    running.delete(id);
    const from = started.get(id);
    started.delete(id);
    if (command === undefined || from?.process.isQuiet()) return;
    const base64 = Buffer.concat([...command.out, ...command.err]).toString('base64');
    scene.report({ kind: 'output', text: command.text, line: from?.line ?? null, base64, status: exitCode ?? -1 });
  };
  return withOptions($, (process) => {
    if (!isProcess(process)) return;
    started.set(process.id, { process, line: lineOf(new Error('started here'), scene.url) });
  });
}

function isProcess(value: unknown): value is Started['process'] {
  return (
    typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' && 'isQuiet' in value
  );
}
