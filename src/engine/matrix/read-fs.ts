import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Read } from '../base/problem.ts';
import { MATRIX_FILE, parseMatrix } from './parse-matrix.ts';
import type { Row } from './row.ts';

/** Reads `content/matrix.yaml`; a project without one has no rows. */
export function readMatrix(root: string): Read<readonly Row[]> {
  const file = path.join(root, MATRIX_FILE);
  return existsSync(file) ? parseMatrix(readFileSync(file, 'utf8')) : { value: [], problems: [] };
}
