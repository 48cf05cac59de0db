import { execFileSync } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Examined, Finding, Gate } from './gate.ts';

/** What came of one gate. */
export interface GateResult {
  readonly gate: Gate;
  readonly examined: number;
  readonly findings: readonly Finding[];
}

/** Runs gates over the files that belong to a project. */
export function runGates(root: string, gates: readonly Gate[]): readonly GateResult[] {
  const files = projectFiles(root).filter((file) =>
    lstatSync(path.join(root, file), { throwIfNoEntry: false })?.isFile(),
  );
  const read = new Map<string, Examined>();
  return gates.map((gate) => {
    const looked = files.filter((file) => gate.examines(file)).map((file) => examinedFile(root, file, read));
    return { gate, examined: looked.length, findings: looked.flatMap((one) => gate.findings(one)) };
  });
}

/** Whether a gate holds: it looked at something and found nothing. */
export function isHeld({ examined, findings }: GateResult): boolean {
  return examined > 0 && findings.length === 0;
}

function examinedFile(root: string, file: string, read: Map<string, Examined>): Examined {
  const one = read.get(file) ?? { file, bytes: readFileSync(path.join(root, file)) };
  read.set(file, one);
  return one;
}

/** With git the files that it tracks or would track; without it all but what is made. */
function projectFiles(root: string): readonly string[] {
  try {
    const list = execFileSync('git', ['-C', root, 'ls-files', '-z', '-co', '--exclude-standard', '--deduplicate'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return list.split('\0').filter((file) => file !== '');
  } catch {
    const made = /(?:^|\/)(?:node_modules|dist|\.astro|\.till|\.git|\.run)(?:\/|$)/;
    return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => !made.test(file));
  }
}
