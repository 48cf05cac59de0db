import { isHeld, runGates } from '../src/gates/run-gates-fs.ts';
import { terminologyGate } from '../src/gates/terminology-gate.ts';
import { textGate } from '../src/gates/text-gate.ts';

const GATES = [textGate, terminologyGate];

const names = process.argv.slice(2);
const unknown = names.filter((name) => !GATES.some((gate) => gate.name === name));
if (unknown.length > 0) {
  console.error(`There is no gate ${unknown.join(', ')}.\n  hint: ${GATES.map((gate) => gate.name).join(', ')}`);
  process.exit(2);
}
const results = runGates(
  process.cwd(),
  GATES.filter((gate) => names.length === 0 || names.includes(gate.name)),
);
for (const result of results) {
  const { gate, examined, findings } = result;
  for (const { file, line, words } of findings) console.error(`${file}:${line} ${words}`);
  const words = examined === 0 ? 'no file was examined' : `${examined} ${gate.holds}`;
  console.log(
    isHeld(result)
      ? `✓ ${gate.name}  ${words}`
      : `✗ ${gate.name}  ${examined === 0 ? words : `${findings.length} findings in ${examined} files`}`,
  );
}
process.exitCode = results.every(isHeld) ? 0 : 1;
