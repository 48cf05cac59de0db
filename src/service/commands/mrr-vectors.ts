import { readFileSync } from 'node:fs';
import { errorCode } from '../base/error-text.ts';
import { Refused, refused } from '../base/problem.ts';
import { parseVectors, runVector } from '../mrr/vectors.ts';
import type { Call } from './command.ts';

/** `till mrr vectors FILE`: one line per vector; 0 if all hold, 1 if one differs from what it expects. */
export async function runVectorFile({ positionals, print }: Call): Promise<number> {
  const { vectors, problems } = parseVectors(readVectorFile(positionals[0] ?? ''));
  if (problems.length > 0) throw new Refused(problems);
  const runs = vectors.map(runVector);
  for (const { line } of runs) print(line);
  return runs.every(({ held }) => held) ? 0 : 1;
}

function readVectorFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw refused(
      'file-unreadable',
      `${file}: cannot be read (${errorCode(error) ?? 'no file'})`,
      'name a JSON file with vectors',
    );
  }
}
