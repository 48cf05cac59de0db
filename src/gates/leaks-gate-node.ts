import { execFileSync } from 'node:child_process';
import { ALLOWED_LEAKS } from './allowed-leaks.ts';
import type { ProjectGate } from './gate.ts';
import { judgeLeaks } from './judge-leaks.ts';

/** No file is of a kind that must never ship, and no text names a place of somebody's machine. */
export const leaksGate: ProjectGate = {
  kind: 'project',
  name: 'leaks',
  holds: 'files may be handed over',
  look: (project) => judgeLeaks(project, { allowed: ALLOWED_LEAKS, ignored: ignoredFiles(project.root) }),
};

function ignoredFiles(root: string): readonly string[] {
  try {
    const list = execFileSync('git', ['-C', root, 'ls-files', '-z', '-ci', '--exclude-standard'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return list.split('\0').filter((file) => file !== '');
  } catch {
    // Without git nothing is tracked.
    return [];
  }
}
