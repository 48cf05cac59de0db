import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { findSecretValues } from '../../src/gates/find-secret-values.ts';
import { judgeSecrets } from '../../src/gates/judge-secrets.ts';
import { lintSecrets } from '../../src/gates/lint-secrets.ts';
import { missedCanaries } from '../../src/gates/missed-canaries-node.ts';
import { projectFiles } from '../../src/gates/project-files-fs.ts';
import { type FoundSecret, scanSecrets, type SecretsScanned } from '../../src/gates/scan-secrets-node.ts';
import { SECRET_CANARIES } from '../../src/gates/secret-canaries.ts';
import { MORE_SHAPES } from '../../src/gates/secret-shapes.ts';
import { SECRET_SAMPLES } from './secret-samples.ts';
import { Scratch } from '../engine/support/scratch.ts';

const KEY = ['sk', 'live', 'a1B2c3D4e5F6g7H8i9J0'].join('_');
const kinds = (text: string) => findSecretValues(text).map(({ kind, line }) => `${line} ${kind}`);
const assigned = (name: string, value: string): string => [name, '=', value].join('');

describe('a secret is seen', () => {
  test.each(SECRET_CANARIES.map(({ name, text }) => [name, text]))('%s', async (_name, text) => {
    const seen = [...findSecretValues(`first\n${text}`), ...(await lintSecrets('a.txt', `first\n${text}`))];
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.every(({ line }) => line === 2)).toBe(true);
  });

  test.each([
    ['a restricted key', ['rk', 'test', 'a1B2c3D4e5F6g7H8'].join('_'), ['1 Stripe key']],
    ['in base64 for an address', Buffer.from(`?>${KEY}`).toString('base64url'), ['1 Stripe key in base64']],
    ['assigned in YAML', ['SESSION', 'SECRET: "q8Zr2Lk0vXw7Np4Tc1Jb"'].join('_'), ['1 secret assigned to a setting']],
    [
      'the one before it',
      assigned('SESSION_SECRET_PREVIOUS', 'q8Zr2Lk0vXw7Np4Tc1Jb'),
      ['1 secret assigned to a setting'],
    ],
    ['in an address of Redis', ['redis://u:', 'longpassword@h/0'].join(''), ['1 URL with a password']],
  ])('%s', (_claim, text, seen) => expect(kinds(text)).toEqual(seen));
});

describe('each way to write one is seen', () => {
  test.each(SECRET_SAMPLES.map(([kind, line], index) => [index + 1, kind, line] as const))(
    '%i, a %s',
    (_number, kind, line) => expect(kinds(`first\n${line}`)).toContain(`2 ${kind}`),
  );
  test('and no kind has none', () => {
    const sampled = new Set(SECRET_SAMPLES.map(([kind]) => kind));
    expect(MORE_SHAPES.filter(({ kind }) => !sampled.has(kind))).toEqual([]);
  });
});

test.each([
  ['a placeholder', 'SESSION_SECRET=changeme-changeme-changeme'],
  ['an empty setting', 'SESSION_SECRET='],
  ['the file of a secret', 'SESSION_SECRET_FILE=/run/secrets/session_secret'],
  ['an address with a variable in place of its password', ['postgres://app:', '${password}@db/till'].join('')],
  ['a path with a colon and an at', 'https://example.com/a:b@c'],
  ['the digest of a package', 'sha512-ZsJRsCGaEa4TRwnkTGh2Fg3mKQkMBwYmS0KsAq8sCcRkTQ=='],
])('%s is no secret', (_claim, text) => expect(kinds(text)).toEqual([]));

describe('a scan', () => {
  const repository = (files: Readonly<Record<string, string>>) => {
    const project = new Scratch(files);
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd: project.root });
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'first');
    return { project, git };
  };
  const scan = (root: string) => scanSecrets(projectFiles(root));
  const places = ({ found }: SecretsScanned) =>
    [...new Set(found.map(({ file, version }) => `${file} ${version === null ? 'now' : 'before'}`))].sort();

  test('finds what is there and what was there, in its old place and version', async () => {
    const { project, git } = repository({ 'a.txt': 'ok\n', 'gone/b.txt': `x\n${KEY}\n` });
    git('rm', '-q', 'gone/b.txt');
    git('commit', '-qm', 'second');
    project.write('c.txt', `${KEY}\nnew\n`);
    const scanned = await scan(project.root);
    expect(places(scanned)).toEqual(['c.txt now', 'gone/b.txt before']);
    expect([scanned.depth, scanned.files, scanned.versions]).toEqual(['whole', 2, 2]);
    const { findings } = judgeSecrets(scanned, []);
    expect(findings.map(({ file, line }) => `${file}:${line}`)).toEqual(
      expect.arrayContaining(['c.txt:1', 'gone/b.txt:2']),
    );
    expect(JSON.stringify(findings)).not.toContain(KEY);
  });

  test('reaches other branches and large files', async () => {
    const { project, git } = repository({ 'a.txt': 'ok\n' });
    git('checkout', '-qb', 'other');
    project.write('big.txt', `${'word '.repeat(400_000)}\n${KEY}\n`);
    git('add', '.');
    git('commit', '-qm', 'big');
    git('checkout', '-q', '-');
    expect(places(await scan(project.root))).toEqual(['big.txt before']);
  });

  test('says when the history is cut off, or when there is none', async () => {
    const { project, git } = repository({ 'a.txt': 'ok\n' });
    project.write('a.txt', 'two\n');
    git('commit', '-qam', 'second');
    const clone = new Scratch({});
    execFileSync('git', ['clone', '-q', '--depth', '1', `file://${project.root}`, clone.at('copy')], {
      stdio: 'ignore',
    });
    const shallow = await scan(clone.at('copy'));
    expect(judgeSecrets(shallow, []).holds).toContain('a history that is cut off');
    expect((await scan(new Scratch({ 'a.txt': KEY }).root)).depth).toBe('none');
  });

  test('finds each planted secret, now and in the history', async () => {
    expect(await missedCanaries()).toEqual([]);
  });
});

describe('an exception', () => {
  const secret: FoundSecret = { file: 'test/a.ts', kind: 'k', value: KEY, line: 3, version: null };
  const scanned: SecretsScanned = { files: 1, versions: 0, depth: 'whole', found: [secret] };
  const words = (file: string, value: RegExp, depth = scanned.depth) =>
    judgeSecrets({ ...scanned, depth }, [{ file, value, reason: 'r' }]).findings.map((one) => one.words.split(' ')[0]);

  test('holds for its file or folder and its value only', () => {
    expect(words('test/a.ts', /^sk_/)).toEqual([]);
    expect(words('test/', /^sk_/)).toEqual([]);
    expect(words('test/b.ts', /^sk_/)).toEqual(['holds', 'allows']);
    expect(words('test/a.ts', /^pk_/)).toEqual(['holds', 'allows']);
  });
  test('that nothing needs is told only where the whole history was read', () => {
    expect(words('src/', /^sk_/, 'shallow')).toEqual(['holds']);
    expect(words('src/', /^sk_/, 'none')).toEqual(['holds']);
  });
});
