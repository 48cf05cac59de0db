import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Proof } from '../proof/proof.ts';
import { proofEnvironment } from './environment-node.ts';
import type { FixtureDeclaration } from '../base/config.ts';
import { FixtureError } from './fixture-process-node.ts';
import { inOrder, type Fixtures, type OpenFixtures } from './fixtures-node.ts';
import type { JsSpec } from './js-spec.ts';
import { mentionedInputs } from './mentioned-fs.ts';
import { mergeTraces, parseTrace } from './parse-trace.ts';
import { parseStream } from './parse-stream.ts';
import type { ProofRun } from './proof-run.ts';
import type { ProofSandbox } from './sandbox-node.ts';
import type { Shell, ShellResult } from './shell.ts';

const OUTPUT_LIMIT_BYTES = 10 * 2 ** 20;
const DRIVER = readFileSync(path.join(import.meta.dirname, 'bash-driver.sh'), 'utf8')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\n */g, ' ');
const JS_MAIN = path.join(import.meta.dirname, 'js-main-node.ts');

const INTERRUPTED = { kind: 'interrupted' } as const;

/** What all proofs of a run share. */
export interface RunContext {
  readonly root: string;
  /** Added to the environment of each proof. */
  readonly env: Readonly<Record<string, string>>;
  readonly shell: Shell;
  readonly fixtures: Fixtures;
  readonly declared: readonly FixtureDeclaration[];
  readonly marker: string;
  readonly compileCache: string;
  readonly signal: AbortSignal;
  readonly onGroup: (group: number, alive: boolean) => void;
  /** Files of the project that changed while this proof ran. */
  readonly changes: () => readonly string[];
}

/** Runs one proof: opens its fixtures, runs its script, closes them, and brings back the facts. Never throws for what a proof does. */
export async function runProof(proof: Proof, sandbox: ProofSandbox, context: RunContext): Promise<ProofRun> {
  const began = performance.now();
  const marker = `${context.marker}.${path.basename(sandbox.dir)}`;
  const { root, compileCache } = context;
  const env = { ...proofEnvironment({ root, sandbox, marker, compileCache }), ...context.env };
  const key = path.basename(sandbox.dir);
  const facts = factsOf(proof, sandbox, context);
  try {
    const open = await context.fixtures.open(proof.needs, { proof: key, scratch: sandbox.tmp, env });
    const { result, token, closed } = await runOpen(proof, { sandbox, context, open, marker });
    const leftProcesses = await result.leftovers();
    const traced = mergeTraces([
      ...open.traced(),
      parseTrace(readFileSync(sandbox.trace, 'utf8')),
      mentionedInputs(context.root, proof.script),
    ]);
    return {
      ...facts,
      ending: closed ?? result.ending,
      events: parseStream(result.bytes, token, proof.script.split('\n')),
      traced,
      leftProcesses,
      leftChanges: context.changes(),
      secrets: open.secrets,
      attachments: existsSync(sandbox.attachments) ? sandbox.attachments : null,
      tookMs: performance.now() - began,
    };
  } catch (error) {
    if (!(error instanceof FixtureError)) throw error;
    context.changes();
    const ending = context.signal.aborted ? INTERRUPTED : ({ kind: 'could-not-run', why: error.message } as const);
    return { ...facts, ending, tookMs: performance.now() - began };
  }
}

function factsOf(proof: Proof, sandbox: ProofSandbox, context: RunContext): ProofRun {
  const places = { scratch: [sandbox.tmp, sandbox.home, sandbox.dir], root: [context.root] };
  const ending = { kind: 'could-not-run', why: 'it was not started' } as const;
  return {
    proof,
    ending,
    events: [],
    traced: mergeTraces([]),
    leftProcesses: [],
    leftChanges: [],
    secrets: [],
    places,
    attachments: null,
    tookMs: 0,
  };
}

interface Opened {
  readonly sandbox: ProofSandbox;
  readonly context: RunContext;
  readonly open: OpenFixtures;
  readonly marker: string;
}
type Closed = { readonly kind: 'could-not-run'; readonly why: string } | null;

async function runOpen(proof: Proof, opened: Opened): Promise<{ result: ShellResult; token: string; closed: Closed }> {
  const { sandbox, context, open, marker } = opened;
  const token = randomBytes(12).toString('hex');
  const { signal, onGroup, root } = context;
  try {
    const result = await context.shell.run({
      ...command(proof, token, opened),
      cwd: root,
      env: open.env,
      output: sandbox.output,
      marker,
      timeoutMs: proof.timeoutMs,
      limitBytes: OUTPUT_LIMIT_BYTES,
      signal,
      onGroup,
    });
    return { result, token, closed: await closing(open) };
  } catch (error) {
    await closing(open);
    throw error;
  }
}

async function closing(open: OpenFixtures): Promise<Closed> {
  try {
    await open.close();
    return null;
  } catch (error) {
    return {
      kind: 'could-not-run',
      why: `a fixture did not close: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

function command(proof: Proof, token: string, { sandbox, context }: Opened): { file: string; args: readonly string[] } {
  if (proof.language === 'bash') {
    writeFileSync(sandbox.script, `${proof.script}\n`);
    return { file: 'bash', args: ['--noprofile', '--norc', '-c', DRIVER, 'bash', token, sandbox.script] };
  }
  const helpers = inOrder(proof.needs, context.declared).flatMap((one) =>
    one.helpers === null ? [] : [path.resolve(context.root, one.helpers)],
  );
  const spec: JsSpec = {
    token,
    language: proof.language,
    script: proof.script,
    lineOffset: proof.place.line,
    moduleFile: path.join(context.root, `${proof.id}.proof.${proof.language === 'ts' ? 'mts' : 'mjs'}`),
    helpers,
    attachments: sandbox.attachments,
  };
  writeFileSync(sandbox.script, JSON.stringify(spec));
  return { file: process.execPath, args: ['--disable-warning=DEP0190', JS_MAIN, sandbox.script] };
}
