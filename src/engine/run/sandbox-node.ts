import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** The folders and files of one proof's run. */
export interface ProofSandbox {
  readonly dir: string;
  readonly home: string;
  readonly tmp: string;
  /** A named pipe that the proof prints to. */
  readonly output: string;
  readonly trace: string;
  readonly attachments: string;
  readonly script: string;
}

/** The scratch folder of one run. */
export interface Sandbox {
  readonly dir: string;
  forProof(key: string): ProofSandbox;
  remove(): void;
}

/** Where a run's scratch folder is to be; the name is known before it is made, so that nothing can be left behind. */
export function sandboxPath(name: string): string {
  return path.join(realpathSync(os.tmpdir()), `proofroom-${name}`);
}

/** Makes a run's scratch folder, private to this user, with one named pipe per key. Throws when the system cannot. */
export function makeSandbox(dir: string, keys: readonly string[]): Sandbox {
  mkdirSync(dir, { mode: 0o700 });
  // Others may pass through on the way to a fixture's folder, but neither list this one nor enter a proof's.
  chmodSync(dir, 0o711);
  mkdirSync(path.join(dir, 'pipes'), { mode: 0o700 });
  const pipes = keys.map((key) => path.join(dir, 'pipes', key));
  for (let at = 0; at < pipes.length; at += 500) execFileSync('mkfifo', ['-m', '600', ...pipes.slice(at, at + 500)]);
  return {
    dir,
    forProof: (key) => proofSandbox(path.join(dir, key), path.join(dir, 'pipes', key)),
    remove: () => rmSync(dir, { recursive: true, force: true, maxRetries: 3 }),
  };
}

/** The folders are made when the proof begins, while others run. */
function proofSandbox(dir: string, output: string): ProofSandbox {
  const at = (name: string) => path.join(dir, name);
  mkdirSync(dir, { mode: 0o700, recursive: true });
  for (const sub of ['home', 'tmp']) mkdirSync(at(sub), { recursive: true });
  writeFileSync(at('trace'), '', { flag: 'a', mode: 0o600 });
  return {
    dir,
    home: at('home'),
    tmp: at('tmp'),
    output,
    trace: at('trace'),
    attachments: at('attachments'),
    script: at('script'),
  };
}
