import path from 'node:path';
import { parseArgs } from 'node:util';
import { GATES } from '../src/gates/all-gates.ts';
import { findingsText, gatesText } from '../src/gates/gates-text.ts';
import { projectFiles } from '../src/gates/project-files-fs.ts';
import { isHeld, runGates } from '../src/gates/run-gates.ts';

const { values, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { root: { type: 'string', default: '.' }, json: { type: 'boolean', default: false } },
});
const unknown = names.filter((name) => !GATES.some((gate) => gate.name === name));
if (unknown.length > 0) {
  console.error(`There is no gate ${unknown.join(', ')}.\n  hint: ${GATES.map((gate) => gate.name).join(', ')}`);
  process.exit(2);
}
const chosen = GATES.filter((gate) => names.length === 0 || names.includes(gate.name));
const results = await runGates(projectFiles(path.resolve(values.root)), chosen);
if (values.json) {
  const facts = results.map(({ gate, ...looked }) => ({ gate: gate.name, held: isHeld(looked), ...looked }));
  console.log(JSON.stringify({ gates: facts }, null, 2));
} else {
  process.stderr.write(findingsText(results.flatMap(({ findings }) => findings)));
  process.stdout.write(gatesText(results));
}
process.exitCode = results.every(isHeld) ? 0 : 1;
