import { spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import { runCommand, type CommandName } from '../../../src/engine/index.ts';

const SCRIPTS = path.join(import.meta.dirname, '../../../scripts');

/** What a command said and how it ended. */
export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A page with a title and the given text. */
export const page = (...parts: readonly string[]): string => `---\ntitle: A page\n---\n\n${parts.join('\n\n')}\n`;

/** A proof's fence. */
export const fence = (language: string, meta: string, script: string): string =>
  `\`\`\`${language} ${meta}\n${script}\n\`\`\``;

/** A js proof named `id`. */
export const js = (id: string, script: string, more = ''): string =>
  fence('js', `proof id="${id}" title="t" ${more}`, script);

/** A bash proof named `id`, which expects exit 0 unless told otherwise. */
export const bash = (id: string, script: string, more = 'exit="0"'): string =>
  fence('bash', `proof id="${id}" title="t" ${more}`, script);

/** A project in a temporary folder that goes with the test, or with all tests of the file. */
export class Scratch {
  readonly root: string;
  constructor(files: Readonly<Record<string, string | Uint8Array>>, lives: 'test' | 'file' = 'test') {
    this.root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'scratch-')));
    const atEnd = lives === 'test' ? onTestFinished : afterAll;
    atEnd(() => rmSync(this.root, { recursive: true, force: true, maxRetries: 5 }));
    mkdirSync(this.temporary);
    atEnd(() => rmSync(this.temporary, { recursive: true, force: true }));
    for (const [name, content] of Object.entries(files)) this.write(name, content);
  }

  at(name: string): string {
    return path.join(this.root, name);
  }

  write(name: string, content: string | Uint8Array): void {
    mkdirSync(path.dirname(this.at(name)), { recursive: true });
    writeFileSync(this.at(name), content);
  }

  read(name: string): string {
    return readFileSync(this.at(name), 'utf8');
  }

  remove(name: string): void {
    rmSync(this.at(name), { recursive: true });
  }

  /** The transcript of a proof that held. */
  transcript(id: string): string {
    return this.read(`proofs/${id}.txt`);
  }

  /** All files under a folder with their content, to compare. */
  tree(folder = '.'): Record<string, string> {
    const names = readdirSync(this.at(folder), { recursive: true }).map(String).sort();
    const files = names.filter((name) => statSync(this.at(path.join(folder, name))).isFile());
    return Object.fromEntries(
      files.map((name) => [name, readFileSync(this.at(path.join(folder, name))).toString('latin1')]),
    );
  }

  /** Runs a command in this process. */
  async run(name: CommandName, ...args: readonly string[]): Promise<Said> {
    return this.runWith({}, name, ...args);
  }

  async runWith(
    io: { readonly colour?: boolean; readonly signal?: AbortSignal },
    name: CommandName,
    ...args: readonly string[]
  ): Promise<Said> {
    const said = { out: '', err: '' };
    const code = await runCommand(name, ['--root', this.root, ...args], {
      out: (text) => void (said.out += text),
      err: (text) => void (said.err += text),
      colour: io.colour ?? false,
      live: false,
      signal: io.signal ?? new AbortController().signal,
    });
    return { code, ...said };
  }

  /** The outcome of each proof, by id, of a command run with --json. */
  async outcomes(...args: readonly string[]): Promise<Record<string, string>> {
    const { out } = await this.run('proofs', '--json', ...args);
    const { proofs }: { proofs: { id: string; outcome: string }[] } = JSON.parse(out);
    return Object.fromEntries(proofs.map((one) => [one.id, one.outcome]));
  }

  /** The states that --list tells, by id. */
  async states(): Promise<Record<string, string>> {
    const { out } = await this.run('proofs', '--list', '--json');
    const { proofs }: { proofs: { id: string; state: string }[] } = JSON.parse(out);
    return Object.fromEntries(proofs.map((one) => [one.id, one.state]));
  }

  /** The folder for temporary files of the processes that are started here. */
  get temporary(): string {
    return `${this.root}-tmp`;
  }

  /** Starts a command as a process of its own. */
  start(script: string, ...args: readonly string[]) {
    const child = spawn(process.execPath, [path.join(SCRIPTS, script), '--root', this.root, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, TMPDIR: this.temporary },
    });
    const said = { out: '', err: '' };
    child.stdout.on('data', (chunk: Buffer) => void (said.out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => void (said.err += chunk.toString()));
    const ended = new Promise<Said>((resolve) => child.on('close', (code) => resolve({ code: code ?? -1, ...said })));
    return { child, ended };
  }
}
