import { problem, ProblemsError } from '../base/problem.ts';
import type { BlockEdit } from '../page/replace-block.ts';
import { rewriteBlocks } from '../page/rewrite-fs.ts';
import type { Proof } from '../proof/proof.ts';
import { selectProofs } from '../proof/select-proofs.ts';
import { diffText } from '../report/result-text.ts';
import type { Result } from '../report/result.ts';
import { acceptLines } from '../transcript/accept-lines.ts';
import { EXIT, type Io } from './io.ts';
import { loadProject } from './load-project-fs.ts';
import { prove, type ProveOptions } from './prove-node.ts';
import { runResults } from './run-results-node.ts';

/** Runs the named proofs, makes their expect blocks say what they print, and runs them again to keep the evidence. */
export async function accept(options: ProveOptions, io: Io): Promise<number> {
  if (options.names.length === 0) throw misuse('--accept: name the proofs whose expect blocks are to be rewritten');
  const project = await loadProject(options.root);
  const selected = selectProofs(project.proofs, options.names);
  if (selected.problems.length > 0) throw new ProblemsError(selected.problems);
  const results: Result[] = [];
  await runResults({
    project,
    proofs: selected.value,
    compileCache: null,
    signal: io.signal,
    onStart: () => undefined,
    onJudged: ({ result }) => void results.push(result),
  });
  if (io.signal.aborted) return EXIT.interrupted;
  const say = (text: string): void => (options.json ? undefined : io.out(text));
  rewrite(options.root, results.filter(differs), say);
  return prove({ ...options, all: false, repeat: 1, shard: null }, io);
}

function misuse(detail: string): ProblemsError {
  return new ProblemsError([problem('PR602', { file: 'arguments', line: 1 }, { detail })]);
}

/** Only what was printed is ever accepted: a proof that fails in another way keeps its page as it is. */
function differs(result: Result): boolean {
  return result.outcome.kind === 'output-differs';
}

function rewrite(root: string, results: readonly Result[], say: (text: string) => void): void {
  const pages = new Set(results.map((result) => result.proof.place.file));
  const expects = results.flatMap((result) => result.proof.expects.map((one) => one.place.file));
  for (const file of new Set([...pages, ...expects])) {
    const edits = results.flatMap((result) => editsOf(result).filter((one) => one.file === file));
    if (edits.length === 0) continue;
    if (!rewriteBlocks(root, file, edits))
      throw misuse(`${file}: the blocks cannot be rewritten by machine; edit them by hand`);
    for (const edit of edits)
      say(`${file}:${edit.line} rewritten\n${diffText(`${edit.was.join('\n')}\n`, `${edit.lines.join('\n')}\n`)}`);
  }
}

interface PlacedEdit extends BlockEdit {
  readonly file: string;
  readonly was: readonly string[];
}

function editsOf({ proof, transcript }: Result): readonly PlacedEdit[] {
  const printed = transcript.replace(/\n$/, '').split('\n');
  let from = 0;
  return proof.expects.flatMap((expect) => {
    const { lines, next } = acceptLines(expect.lines, printed, from);
    from = next;
    if (lines.length === 0) throw misuse(emptied(proof));
    const { file, line } = expect.place;
    const same = lines.join('\n') === expect.lines.join('\n');
    return same ? [] : [{ file, line, count: expect.lines.length, lines, was: expect.lines }];
  });
}

function emptied(proof: Proof): string {
  return `${proof.id}: it prints nothing that its expect block could pin; remove the block by hand`;
}
