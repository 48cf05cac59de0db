import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Machine } from '../deploy-check/check.ts';
import type { Environment } from '../read-config.ts';

const ROOT = path.join(import.meta.dirname, '../../..');
const PLACES = ['.', 'deploy'];
const EXAMPLE = /^(?:\.env\.example|.*\.example\.env|.*\.env\.example)$/;

/** This process and the example environment files that ship with Till. */
export function thisMachine(environment: Environment): Machine {
  return {
    nodeVersion: process.version,
    nodeArguments: process.execArgv,
    environment,
    exampleValues: new Set(PLACES.flatMap(collectExampleValues)),
  };
}

function collectExampleValues(place: string): readonly string[] {
  const folder = path.join(ROOT, place);
  const files = listFolder(folder).filter((file) => EXAMPLE.test(file));
  return files.flatMap((file) => exampleValues(readFileSync(path.join(folder, file), 'utf8')));
}

// An installed copy may come without the folder.
function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function exampleValues(text: string): readonly string[] {
  const lines = [...text.matchAll(/^\s*#?\s*(?:export\s+)?[A-Z][A-Z0-9_]*=(.*)$/gm)];
  const values = lines.map(([, value = '']) => value.trim().replace(/^(['"])(.*)\1$/, '$2'));
  return values.filter((value) => value !== '');
}
