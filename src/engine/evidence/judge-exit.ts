import type { Proof } from '../proof/proof.ts';
import type { ProofEvent } from '../run/proof-event.ts';
import type { ProofRun } from '../run/proof-run.ts';
import type { Outcome } from './outcome.ts';

/** Whether a script ended as it should: null when it did, else what is wrong and where. */
export function judgeExit(run: ProofRun, checks: number): Outcome | null {
  const { ending, proof } = run;
  if (ending.kind === 'signaled') return bad(proof, null, `ended by ${ending.signal}`);
  if (ending.kind !== 'exited') return null;
  return proof.language === 'bash' ? judgeBash(run, ending.status) : judgeScript(run, ending.status, checks);
}

function bad(proof: Proof, line: number | null, why: string): Outcome {
  return { kind: 'exit-nonzero', why, place: { file: proof.place.file, line: proof.place.line + (line ?? 0) } };
}

function judgeScript({ events, proof }: ProofRun, status: number, checks: number): Outcome | null {
  const threw = events.find((event) => event.kind === 'threw');
  if (threw) return bad(proof, threw.line ?? failedCommandLine(events), threw.message);
  if (!events.some((event) => event.kind === 'finished')) return bad(proof, null, earlyEnd(status));
  if (status !== 0) return bad(proof, null, `exit ${status}`);
  return checks === 0 ? bad(proof, null, 'no check was reached') : null;
}

/** The line of the last command that failed. */
function failedCommandLine(events: readonly ProofEvent[]): number | null {
  return events.filter((event) => event.kind === 'exited').findLast((event) => event.status !== 0)?.line ?? null;
}

/** Node ends with 13 when a promise that the script waits for can no longer be settled. */
function earlyEnd(status: number): string {
  return status === 13
    ? 'it waits for a promise that nothing will settle'
    : `ended before its last line, exit ${status}`;
}

/** Each command but the last must exit 0; the last as the page says, by default 0. */
function judgeBash(run: ProofRun, status: number): Outcome | null {
  const { events, proof } = run;
  const expected = proof.exit ?? 0;
  const lastLine = events.findLast((event) => event.kind === 'command')?.line ?? null;
  if (status !== expected)
    return bad(proof, lastLine, `exit ${status}${expected === 0 ? '' : `, not ${expected}`}: ${lastCommand(events)}`);
  if (!reachedEnd(run)) return bad(proof, lastLine, `exit ${status} before the last command: ${lastCommand(events)}`);
  return null;
}

/** The last command that began is the script's last: nothing that the page shows was passed over. */
function reachedEnd({ events, proof }: ProofRun): boolean {
  const last = events.findLast((event) => event.kind === 'command');
  if (last?.line == null) return false;
  const lines = proof.script.split('\n');
  const meaningful = lines.findLastIndex((line) => line.trim() !== '' && !line.trimStart().startsWith('#'));
  return last.line - 1 + last.text.split('\n').length > meaningful;
}

function lastCommand(events: readonly ProofEvent[]): string {
  const text = events.findLast((event) => event.kind === 'command')?.text ?? '';
  const line = text.split('\n').find((one) => one.trim() !== '' && !one.trimStart().startsWith('#'));
  return line?.trim() ?? '';
}
