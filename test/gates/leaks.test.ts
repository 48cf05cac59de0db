import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { pathLeaks, textLeaks } from '../../src/engine/index.ts';
import { judgeLeaks } from '../../src/gates/judge-leaks.ts';
import { leaksGate } from '../../src/gates/leaks-gate-node.ts';
import { projectFiles } from '../../src/gates/project-files-fs.ts';
import { Scratch } from '../engine/support/scratch.ts';

test.each([
  ['.env', 'environment'],
  ['deploy/.env.production', 'environment'],
  ['.venv/bin/python', 'virtual-environment'],
  ['db.sqlite3', 'database'],
  ['data/x.sqlite3-wal', 'database'],
  ['x.dump', 'dump'],
  ['old.sql.gz', 'dump'],
  ['notes.txt~', 'dump'],
  ['tls/server.key', 'key'],
  ['tls/server.pem', 'key'],
  ['.ssh/id_ed25519', 'key'],
  ['.idea/workspace.xml', 'editor'],
  ['.vscode/settings.json', 'editor'],
  ['a/.DS_Store', 'editor'],
  ['.ruff_cache/x', 'cache'],
  ['a/__pycache__/b.pyc', 'cache'],
  ['node_modules/x/index.js', 'modules'],
  ['sub/.git/config', 'repository'],
  ['.till/data', 'scratch'],
  ['proofs/.run/a.json', 'scratch'],
  ['x.log', 'scratch'],
  ['source.zip', 'archive'],
  ['x.tar', 'archive'],
  ['.envrc', 'environment'],
  ['prod.env', 'environment'],
  ['.venv', 'virtual-environment'],
  ['lib/site-packages/x.py', 'virtual-environment'],
  ['a.sqlite2', 'database'],
  ['pgdata/PG_VERSION', 'database'],
  ['dump.sql', 'dump'],
  ['db/backup-2026.sql', 'dump'],
  ['a.orig', 'dump'],
  ['a.hprof', 'dump'],
  ['.ssh/config', 'key'],
  ['id_ed25519_work', 'key'],
  ['.aws/credentials', 'key'],
  ['.kube/config', 'key'],
  ['.docker/config.json', 'key'],
  ['.git-credentials', 'key'],
  ['.pypirc', 'key'],
  ['a.p8', 'key'],
  ['config/secrets.yml', 'key'],
  ['prod.tfstate', 'key'],
  ['.idea', 'editor'],
  ['desktop.ini', 'editor'],
  ['a.code-workspace', 'editor'],
  ['.a.swn', 'editor'],
  ['.ipynb_checkpoints/x', 'editor'],
  ['.ruff_cache', 'cache'],
  ['.hypothesis/x', 'cache'],
  ['.next/x', 'cache'],
  ['.bash_history', 'history'],
  ['x.log.1', 'scratch'],
  ['x.docx', 'archive'],
  ['x.deb', 'archive'],
  ['x.apk', 'archive'],
])('%s never ships: %s', (file, rule) => {
  expect(pathLeaks(file).map(({ id }) => id)).toContain(rule);
});

test.each([
  '.env.example',
  'deploy/demo.env',
  'id_rsa.pub',
  'src/core/index.ts',
  'content/backup.mdx',
  'src/environment.ts',
  'content/keys.mdx',
  'src/base/dump.ts',
  'log/index.ts',
  'a.key.ts',
  'secrets.ts',
])('%s may ship', (file) => expect(pathLeaks(file)).toEqual([]));

test.each([
  ['see /home/jo/x', 'home-path'],
  ['see /Users/jo/x', 'home-path'],
  [String.raw`see C:\Users\jo\x`, 'home-path'],
  ['at /root/project', 'root-path'],
  ['in /tmp/scratch-a1b2c3', 'scratch-path'],
  ['in /tmp/p/content/index.mdx', 'scratch-path'],
  ['cd /home/jo', 'home-path'],
  ['"/Users/jo"', 'home-path'],
  ['in /home/user-jo/x', 'home-path'],
  ['in /home/jö/x', 'home-path'],
  ['PATH=/usr/bin:/home/jo/bin', 'home-path'],
  ['at file:///home/jo/x.ts:1:2', 'home-path'],
  ['in C:/Users/jo/x', 'home-path'],
  [String.raw`in "C:\\Users\\jo"`, 'home-path'],
  [String.raw`in c:\users\jo`, 'home-path'],
  [String.raw`in "\/home\/jo\/x"`, 'home-path'],
  ['in /mnt/c/Users/jo', 'home-path'],
  ['in /var/home/jo/x', 'home-path'],
  ['PATH=/bin:/root/bin', 'root-path'],
  ['at file:///root/x.ts', 'root-path'],
  ['at file:///tmp/scratch-a1b2c3', 'scratch-path'],
  ['in /dev/shm/scratch-a1b2c3', 'scratch-path'],
  ['in /var/tmp/scratch-a1b2c3', 'scratch-path'],
  ['in /__w/shop/shop/x.ts', 'scratch-path'],
  [`x ${Buffer.from('PK\x03\x04'.padEnd(60, '\0')).toString('base64')}`, 'archive'],
  [`x ${Buffer.from('SQLite format 3\0').toString('base64')}`, 'database'],
])('no text says what is number %# here', (text, rule) => {
  expect(textLeaks(`first\n${text}\n`).map(({ rule, line }) => [rule.id, line])).toEqual([[rule, 2]]);
});

test.each(['/tmp/x', '/home/node/app', 'https://x.test/home/jo/', 'src/home/jo/', 'a/tmp/long-name-here', '/roots'])(
  'a text may say "%s"',
  (text) => expect(textLeaks(text)).toEqual([]),
);

test('a planted file and a planted path are found; exceptions hold for one file and one rule', () => {
  const project = projectFiles(new Scratch({ 'a.txt': 'in /home/jo/x\n', '.env': 'A=b\n', 'ok.txt': 'ok\n' }).root);
  const found = (allowed: { file: string; rule: string; reason: string }[]) =>
    judgeLeaks(project, { allowed, ignored: [] }).findings.map(({ file, words }) => `${file} ${words}`);
  const env = '.env is an environment file (environment)';
  const home = 'a.txt names a home folder (home-path)';
  expect(found([])).toEqual([env, home]);
  expect(found([{ file: 'a.txt', rule: 'home-path', reason: 'r' }])).toEqual([env]);
  expect(found([{ file: 'ok.txt', rule: 'home-path', reason: 'r' }])).toEqual([
    env,
    home,
    'ok.txt is allowed to break home-path and does not',
  ]);
});

test('a file that git ignores and tracks all the same is found', async () => {
  const { root } = new Scratch({ '.gitignore': 'made/\n', 'made/x.txt': 'x\n' });
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root });
  git('init', '-q');
  git('add', '-f', '.');
  const { findings } = await leaksGate.look(projectFiles(root));
  expect(findings.map(({ file, words }) => `${file} ${words}`)).toEqual([
    'made/x.txt is ignored by git and tracked all the same (ignored)',
  ]);
});
