import { jsonText, matrixJson } from '../report/json.ts';
import { matrixText } from '../report/matrix-text.ts';
import { paint } from '../report/paint.ts';
import { EXIT, type Io } from './io.ts';
import { loadProject } from './load-project-fs.ts';
import { survey } from './survey-fs.ts';

/** Prints rows and verdicts; holds only when every in-scope row is proved and there is one. */
export async function matrix(options: { root: string; json: boolean }, io: Io): Promise<number> {
  const { rows } = survey(await loadProject(options.root), { overlay: true });
  io.out(options.json ? jsonText(matrixJson(rows)) : matrixText(rows, paint(io.colour)));
  const inScope = rows.filter((one) => one.verdict !== 'out-of-scope');
  return inScope.length > 0 && inScope.every((one) => one.verdict === 'proved') ? EXIT.held : EXIT.notHeld;
}
