import { assertNever } from '../engine/index.ts';
import type { Gate, Looked, ProjectFiles } from './gate.ts';

/** What came of one gate. */
export interface GateResult extends Looked {
  readonly gate: Gate;
}

/** Runs gates over the files that belong to a project, one after the other. */
export async function runGates(project: ProjectFiles, gates: readonly Gate[]): Promise<readonly GateResult[]> {
  const results: GateResult[] = [];
  for (const gate of gates) results.push({ gate, ...(await look(gate, project)) });
  return results;
}

/** Whether a gate holds: it looked at something and found nothing. */
export function isHeld({ examined, findings }: Looked): boolean {
  return examined > 0 && findings.length === 0;
}

async function look(gate: Gate, project: ProjectFiles): Promise<Looked> {
  switch (gate.kind) {
    case 'file': {
      const files = project.files.filter((file) => gate.examines(file));
      const findings = files.flatMap((file) => gate.findings({ file, bytes: project.read(file) }));
      return { examined: files.length, findings };
    }
    case 'project':
      return gate.look(project);
    default:
      return assertNever(gate);
  }
}
