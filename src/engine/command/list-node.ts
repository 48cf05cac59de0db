import { jsonText } from '../report/json.ts';
import { EXIT, type Io } from './io.ts';
import { loadProject } from './load-project-fs.ts';
import { survey } from './survey-fs.ts';

/** Lists all proofs with their state and place; runs nothing. */
export async function list(options: { root: string; json: boolean }, io: Io): Promise<number> {
  const { proofs } = survey(await loadProject(options.root), { overlay: true });
  const facts = proofs.map(({ proof, standing }) => ({
    id: proof.id,
    title: proof.title,
    page: proof.place.file,
    line: proof.place.line,
    covers: proof.covers,
    needs: proof.needs,
    state: standing.state,
    why: standing.why,
  }));
  if (options.json) {
    io.out(jsonText({ proofs: facts }));
    return EXIT.held;
  }
  const width = Math.max(0, ...facts.map((one) => one.id.length));
  for (const one of facts)
    io.out(`${one.state.padEnd(8)} ${one.id.padEnd(width)}  ${one.page}:${one.line}  ${one.title}\n`);
  io.out(`${facts.length} proofs\n`);
  return EXIT.held;
}
