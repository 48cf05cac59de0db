import path from 'node:path';
import type { ProofSandbox } from './sandbox-node.ts';

const PRELOAD = path.join(import.meta.dirname, 'trace-node.cjs');

/** Names that pass from the runner's environment when they are set: where a browser is, and where CAs are. */
const PASSED = ['CHROME_PATH', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'];

/** What an environment is made for. */
export interface EnvironmentFor {
  readonly root: string;
  readonly sandbox: Pick<ProofSandbox, 'home' | 'tmp' | 'trace'>;
  /** Marks every process of this proof. */
  readonly marker: string;
  readonly compileCache: string;
}

/** The environment of a proof's processes: an allow-list with fixed locale, zone and colour, and the tracing preload. */
export function proofEnvironment({ root, sandbox, marker, compileCache }: EnvironmentFor): Record<string, string> {
  const passed = PASSED.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  return {
    ...Object.fromEntries(passed),
    PATH: [
      path.dirname(process.execPath),
      path.join(root, 'node_modules/.bin'),
      process.env['PATH'] ?? '/usr/bin:/bin',
    ].join(path.delimiter),
    HOME: sandbox.home,
    TMPDIR: sandbox.tmp,
    USER: 'proof',
    LOGNAME: 'proof',
    TZ: 'UTC',
    LANG: 'C.UTF-8',
    LC_ALL: 'C.UTF-8',
    NO_COLOR: '1',
    TERM: 'dumb',
    SHLVL: '1',
    NODE_OPTIONS: `--require ${quoted(PRELOAD)}`,
    NODE_COMPILE_CACHE: compileCache,
    npm_config_update_notifier: 'false',
    PROOFROOM_RUN: marker,
    PROOFROOM_TRACE: sandbox.trace,
    PROOFROOM_ROOT: root,
  };
}

function quoted(file: string): string {
  return /[\s"\\]/.test(file) ? `"${file.replaceAll(/["\\]/g, String.raw`\$&`)}"` : file;
}
