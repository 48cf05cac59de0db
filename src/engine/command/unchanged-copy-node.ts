import type { Project } from './load-project-fs.ts';
import { runResults } from './run-results-node.ts';
import type { Surveyed } from './survey-fs.ts';

/** Whether a proof holds in a copy where nothing was changed: only of such a proof a change can be what made it fail. */
export type HoldsUnchanged = (one: Surveyed) => Promise<boolean>;

/** Runs a proof in the copy when it is first asked about; later askers get the same answer. */
export function holdsUnchanged(copy: Project, signal: AbortSignal): HoldsUnchanged {
  const asked = new Map<string, Promise<boolean>>();
  return ({ proof }) => {
    const known = asked.get(proof.id);
    if (known !== undefined) return known;
    let holds = false;
    const run = runResults({
      project: copy,
      proofs: [proof],
      compileCache: null,
      signal,
      onStart: () => undefined,
      onJudged: ({ result }) => void (holds = result.outcome.kind === 'held'),
    }).then(() => holds);
    asked.set(proof.id, run);
    return run;
  };
}
