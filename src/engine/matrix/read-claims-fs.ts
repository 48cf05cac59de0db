import { readFileSync } from 'node:fs';
import path from 'node:path';
import { globSync } from 'tinyglobby';
import type { Read } from '../base/problem.ts';
import type { ClaimFile, ClaimFinding } from './claim.ts';
import { parseClaims } from './parse-claims.ts';

/** The files that the configuration names, and its patterns that name none. */
export interface ClaimFiles {
  readonly files: readonly ClaimFile[];
  readonly missing: readonly ClaimFinding[];
}

/** Reads every file that a pattern of the configuration's `claims` names. */
export function readClaims(root: string, patterns: readonly string[]): Read<ClaimFiles> {
  const found = patterns.map((pattern) => ({ pattern, files: globSync(pattern, { cwd: root }).sort() }));
  const names = [...new Set(found.flatMap(({ files }) => files))];
  const read = names.map((file) => parseClaims(file, readFileSync(path.join(root, file), 'utf8')));
  const missing = found
    .filter(({ files }) => files.length === 0)
    .map(({ pattern }): ClaimFinding => ({
      kind: 'file-missing',
      place: { file: 'proofroom.config.ts', line: 1 },
      words: `claims names ${pattern}, and there is no such file`,
    }));
  return {
    value: { files: read.map(({ value }) => value), missing },
    problems: read.flatMap(({ problems }) => problems),
  };
}
