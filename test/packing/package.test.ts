import { execFileSync } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { fingerprint, pathLeaks, plainFile, readZip } from '../../src/engine/index.ts';
import { SECRET_CANARIES } from '../../src/gates/secret-canaries.ts';
import { inspectFiles } from '../../src/packing/inspect-files.ts';
import { keysMain } from '../../src/packing/keys-main-node.ts';
import { KeyError, readPrivateKey, writeKeyPair } from '../../src/packing/key-files-fs.ts';
import { packProject } from '../../src/packing/package-node.ts';
import { Scratch } from '../engine/support/scratch.ts';

const { privateKey: key, publicKey } = generateKeyPairSync('ed25519');
const out = mkdtempSync(path.join(tmpdir(), 'packed-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

const PROJECT = {
  'content/index.mdx': '---\ntitle: Small\n---\n\nText.\n',
  'package.json': '{ "name": "@a/small", "version": "1.0.0" }\n',
  '.gitignore': 'made/\n',
};

function repository(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const { root } = new Scratch({ ...PROJECT, ...files });
  git(root, 'init', '-q');
  git(root, 'add', '-f', '.');
  git(root, '-c', 'user.name=a', '-c', 'user.email=a@shop.example', 'commit', '-qm', 'first');
  return root;
}

const git = (root: string, ...args: string[]) =>
  execFileSync('git', ['-C', root, ...args], {
    env: { ...process.env, GIT_COMMITTER_DATE: '2026-01-02T03:04:05Z', GIT_AUTHOR_DATE: '2026-01-02T03:04:05Z' },
  });
const pack = (root: string, folder = 'one') => packProject({ root, out: path.join(out, folder), key, site: false });
const joined = (...parts: string[]): string => parts.join('');

test('two packings of one commit, in two clones, are equal byte for byte, and hold only what is tracked', async () => {
  const [a, b] = [repository(), repository()];
  writeFileSync(path.join(a, 'content/.note.tmp'), '');
  rmSync(path.join(a, 'content/.note.tmp'));
  const packed = [await pack(a, 'a'), await pack(b, 'b')];
  const zips = packed.map((one) => (one.kind === 'packed' ? readFileSync(one.zip) : null));
  expect(zips[0]?.equals(zips[1] ?? Buffer.alloc(0))).toBe(true);
  const names = readZip(zips[0] ?? Buffer.alloc(0)).files.map((file) => file.path);
  expect(names).toEqual([
    '.gitignore',
    'VERIFY.md',
    'attestation.json',
    'content/index.mdx',
    'index.json',
    'manifest.json',
    'package.json',
    'provenance.json',
    'public-key.pem',
    'verify.mjs',
  ]);
  expect(packed[0]).toMatchObject({ kind: 'packed', zip: path.join(out, 'a/small-1.0.0.zip') });
}, 60_000);

test('what is not committed, what is ignored and tracked, a link and a name of ours are all told at once; nothing is written', async () => {
  const root = repository({ 'made/x.txt': 'x\n', 'manifest.json': '{}\n', 'site/x.html': 'x\n' });
  execFileSync('ln', ['-s', 'package.json', path.join(root, 'link')]);
  git(root, 'add', 'link');
  writeFileSync(path.join(root, 'new.txt'), 'x\n');
  const packed = await pack(root, 'refused');
  const told = packed.kind === 'refused' ? packed.findings.map(({ rule, file }) => `${rule} ${file}`) : [];
  expect(told.toSorted()).toEqual([
    'dirty link',
    'dirty new.txt',
    'ignored made/x.txt',
    'link link',
    'name manifest.json',
    'name site/x.html',
  ]);
  expect(existsSync(path.join(out, 'refused'))).toBe(false);
});

const OVERLOOKED: Readonly<Record<string, (root: string) => void>> = {
  'was told to stay unchanged': (root) => {
    git(root, 'update-index', '--assume-unchanged', 'package.json');
    writeFileSync(path.join(root, 'package.json'), '{ "name": "other" }\n');
  },
  'was told to be skipped, and is gone': (root) => {
    git(root, 'update-index', '--skip-worktree', 'package.json');
    rmSync(path.join(root, 'package.json'));
  },
  'has other ends of lines': (root) => {
    git(root, 'config', 'core.autocrlf', 'true');
    rmSync(path.join(root, 'package.json'));
    git(root, 'checkout', '-q', 'package.json');
  },
};

test.each(Object.entries(OVERLOOKED))('a file that git status overlooks is refused: it %s', async (_, change) => {
  const root = repository();
  change(root);
  expect(git(root, 'status', '--porcelain').toString()).toBe('');
  expect(await pack(root, 'overlooked')).toMatchObject({
    kind: 'refused',
    findings: [{ file: 'package.json', rule: 'dirty', words: expect.stringContaining('byte for byte') }],
  });
});

test('a name that no reader of bundles accepts is told before anything is built, with its rule and a hint', async () => {
  const names = ['CON', 'ends.', 'A/x.txt', 'a/y.txt', 'dist/made.js'];
  const refused = await pack(repository(Object.fromEntries(names.map((name) => [name, 'x\n']))), 'names');
  expect(refused).toMatchObject({ kind: 'refused' });
  const findings = refused.kind === 'refused' ? refused.findings : [];
  expect(findings.map(({ rule, file }) => `${rule} ${file}`).sort()).toEqual([
    'name CON',
    'name a/y.txt',
    'name dist/made.js',
    'name ends.',
  ]);
  expect(findings.every(({ hint }) => hint !== '')).toBe(true);
});

test('the name of a package leads the ZIP nowhere else', async () => {
  const root = repository({ 'package.json': JSON.stringify({ name: '../../evil', version: '../1 \u001b' }) });
  expect(await pack(root, 'elsewhere')).toMatchObject({ zip: path.join(out, 'elsewhere', 'evil-1-.zip') });
}, 60_000);

test('a README that names a key is packed with that key and no other', async () => {
  const own = fingerprint(publicKey);
  const named = (print: string) => repository({ 'README.md': `# Small\n\nSigned by ${print}\n` });
  const refused = await pack(named(`sha256:${'0'.repeat(64)}`), 'other');
  expect(refused).toMatchObject({ kind: 'refused', findings: [{ file: 'README.md', rule: 'another-key' }] });
  expect(await pack(named(own), 'own')).toMatchObject({ kind: 'packed', isKeyNamed: true });
  expect(await pack(repository(), 'none')).toMatchObject({ kind: 'packed', isKeyNamed: false });
}, 60_000);

test('a folder without a commit is none to pack from', async () => {
  expect(await pack(new Scratch(PROJECT).root)).toEqual({ kind: 'no-repository' });
});

const NAMES = [
  '.env',
  '.env.local',
  '.venv/x',
  'db.sqlite3',
  'x.db',
  'x.dump',
  'x.bak',
  'x.pem',
  'x.key',
  'id_rsa',
  '.netrc',
  '.idea/x',
  '.vscode/x',
  '.DS_Store',
  'x.swp',
  '.ruff_cache/x',
  '__pycache__/x',
  '.cache/x',
  'node_modules/x',
  '.git/x',
  '.till/x',
  'x.log',
  'x.zip',
  'x.tgz',
  'x.7z',
];

test.each(NAMES)('a file named %s is found', async (name) => {
  const found = await inspectFiles([plainFile(name, 'x\n')], { leaks: [], secrets: [] });
  expect(found.map(({ rule }) => rule)).toEqual(pathLeaks(name).map(({ id }) => id));
  expect(found.length).toBeGreaterThan(0);
  expect(found.every(({ file, words, hint }) => file === name && words !== '' && hint !== '')).toBe(true);
});

const home = joined('/ho', 'me/jo/shop/x');
const CONTENTS: readonly (readonly [string, string, Uint8Array])[] = [
  ['a database', 'database', Buffer.from('SQLite format 3\0rest')],
  ['a dump', 'dump', Buffer.from('PGDMP\0')],
  ['a dump as text', 'dump', Buffer.from('--\n-- PostgreSQL database dump\n--\n')],
  ['an archive', 'archive', Buffer.from('PK\x03\x04', 'latin1')],
  ['a compressed file', 'archive', gzipSync('x')],
  ['an archive of programs', 'archive', Buffer.from('!<arch>\n')],
  [
    'a picture with an archive behind it',
    'archive',
    Buffer.from(`\x89PNG${'x'.repeat(999)}PK\x05\x06${'\0'.repeat(18)}`, 'latin1'),
  ],
  ['a dump of MariaDB', 'dump', Buffer.from('-- MariaDB dump 10.19\n')],
  ['a dump of SQLite', 'dump', Buffer.from('PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n')],
  ['copied rows', 'dump', Buffer.from('COPY public.users (id, email) FROM stdin;\n')],
  ['a private key in DER', 'key', key.export({ type: 'pkcs8', format: 'der' })],
  ['a home folder in UTF-16', 'home-path', Buffer.from(`see ${home}\n`, 'utf16le')],
  ['a home folder in binary content', 'home-path', Buffer.from(`\0\0 ${home} \0`)],
  ['a private key', 'key', Buffer.from(joined('-----BEGIN PRIV', 'ATE KEY-----\n'))],
  ['a home folder', 'home-path', Buffer.from(`see ${home}\n`)],
  ['a home folder in base64', 'home-path', Buffer.from(Buffer.from(`see the folder ${home} there`).toString('base64'))],
];

test.each(CONTENTS)('%s under an innocent name is found', async (_, rule, bytes) => {
  const found = await inspectFiles([{ path: 'notes.txt', bytes, executable: false }], { leaks: [], secrets: [] });
  expect(found.map((one) => one.rule)).toContain(rule);
});

test.each(SECRET_CANARIES)(
  'a secret of the kind $name is found in a content, in binary content and in a name',
  async ({ name, text }) => {
    const plain = await inspectFiles([plainFile('a.txt', `first\n${text}\n`)], { leaks: [], secrets: [] });
    expect(plain).toContainEqual(expect.objectContaining({ file: 'a.txt', line: 2, rule: 'secret' }));
    const binary = await inspectFiles([plainFile('a.bin', `\0\n${text}\n`)], { leaks: [], secrets: [] });
    expect(binary.some(({ rule }) => rule === 'secret')).toBe(true);
    expect(JSON.stringify([plain, binary])).not.toContain(text);
    if (!['stripe-key', 'webhook-secret', 'aws-key', 'json-web-token'].includes(name)) return;
    const named = await inspectFiles([plainFile(`src/${text}.txt`, 'x\n')], { leaks: [], secrets: [] });
    expect(named).toContainEqual(expect.objectContaining({ line: 0, rule: 'secret' }));
  },
);

/** Made up from parts, so that this file holds none: one for each kind of key, 20 random characters for what is assigned. */
const RANDOM = 'q8Zr2Lk0vXw7Np4Tc1Jb';
const HEX = '0f1e2d3c4b5a69788796a5b4c3d2e1f0';
const MORE_SECRETS: Readonly<Record<string, string>> = {
  'GitLab token': joined('gl', 'pat-', RANDOM),
  'Azure key': joined('Account', 'Key=', RANDOM, RANDOM, RANDOM, '=='),
  'Twilio key': joined('S', 'K', HEX),
  'npm login': joined('//registry.test/:_auth', 'Token=', HEX),
  'model service key': joined('s', 'k-', RANDOM, RANDOM),
  'PGP key': joined('-----BEGIN PGP PRIV', 'ATE KEY BLOCK-----'),
  'Redis without a user': joined('redis:', '//:', RANDOM, '@cache/0'),
  'password alone': joined('PASS', 'WORD=', RANDOM),
  'password in YAML': joined('  pass', 'word: ', RANDOM),
  'password in JSON': joined('{ "dbPass', 'word": "', RANDOM, '" }'),
  'password with an @': joined('postgres:', '//app:p@', RANDOM, '@db/app'),
  'token for an address': joined('https:', '//', HEX, '@git.test/a.git'),
  'password of JDBC': joined('jdbc:postgresql://h/db?user=a&pass', 'word=', RANDOM),
  'line of .pgpass': joined('db:5432:app:app:', RANDOM),
  'line of .htpasswd': joined('jo:$2', 'y$10$', RANDOM, RANDOM),
  'Ed25519 key without its first line': joined('MC4CAQAwBQYDK2Vw', 'BCIEI', RANDOM),
  'private key in JSON': joined('{ "kty": "OKP", "', 'd": "', RANDOM, RANDOM, 'abc" }'),
  'Shopify token': joined('shp', 'at_', HEX),
};

const WRITTEN: Readonly<Record<string, (secret: string) => Uint8Array>> = {
  'as it is': (secret) => Buffer.from(`# notes\n${secret}\n`),
  'after a carriage return': (secret) => Buffer.from(`# notes\r${secret}\r`),
  'in UTF-16 with a mark': (secret) => Buffer.from(`\u{feff}# notes\n${secret}\n`, 'utf16le'),
  'in UTF-16 without one': (secret) => Buffer.from(`# notes\n${secret}\n`, 'utf16le'),
  'in UTF-16 the other way round': (secret) => Buffer.from(`\u{feff}${secret}\n`, 'utf16le').swap16(),
  'in base64': (secret) => Buffer.from(`a: ${Buffer.from(secret).toString('base64')}\n`),
  'in base64 for an address': (secret) => Buffer.from(`a: ${Buffer.from(`??>>\n${secret}`).toString('base64url')}\n`),
  'in wrapped base64': (secret) => {
    const whole = Buffer.from(`Words stand before it and fill the first line of it.\n${secret}\n`).toString('base64');
    return Buffer.from((whole.match(/.{1,50}/g) ?? []).map((line) => `    ${line}\n`).join(''));
  },
  'in base64 among other bytes': (secret) => Buffer.from(`a: ${Buffer.from(`\0\u{1}é${secret}\0`).toString('base64')}`),
  'in base64 of UTF-16': (secret) => Buffer.from(`a: ${Buffer.from(secret, 'utf16le').toString('base64')}`),
  'in base64 of base64': (secret) =>
    Buffer.from(`a: ${Buffer.from(Buffer.from(secret).toString('base64')).toString('base64')}`),
};

const PLAIN = SECRET_CANARIES.filter(({ name }) => name !== 'in-base64').map(({ name, text }) => [name, text] as const);

test.each([...Object.entries(MORE_SECRETS), ...PLAIN])(
  'a secret of the kind %s is found however it is written',
  async (_, secret) => {
    for (const [how, write] of Object.entries(WRITTEN)) {
      const found = await inspectFiles([{ path: 'a.txt', bytes: write(secret), executable: false }], {
        leaks: [],
        secrets: [],
      });
      expect(
        found.map(({ rule }) => rule),
        how,
      ).toContain('secret');
    }
  },
);

test('a secret that only secretlint knows is found in a name and in base64', async () => {
  const token = joined('sh', 'pss_', HEX);
  const bytes = Buffer.from(Buffer.from(token).toString('base64'));
  const files = [plainFile(`a/${token}.txt`, 'x\n'), { path: 'b.txt', bytes, executable: false }];
  const found = await inspectFiles(files, { leaks: [], secrets: [] });
  expect([...new Set(found.map(({ file, rule }) => `${rule} ${file.slice(0, 2)}`))]).toEqual([
    'secret a/',
    'secret b.',
  ]);
});

test('what is made for the bundle is looked at as what is tracked is: here the licence of a package', async () => {
  const lock = { packages: { '': { name: 'small' }, 'node_modules/a': { version: '1.0.0', license: 'MIT' } } };
  const root = repository({ 'package-lock.json': JSON.stringify(lock), '.gitignore': 'node_modules/\n' });
  const licence = path.join(root, 'node_modules/a/LICENSE');
  mkdirSync(path.dirname(licence), { recursive: true });
  writeFileSync(licence, 'MIT License\n');
  expect(await pack(root, 'made')).toMatchObject({ kind: 'packed' });
  writeFileSync(licence, `MIT License, built in ${home}\n`);
  expect(await pack(root, 'made-leaks')).toMatchObject({
    kind: 'refused',
    findings: [{ file: 'THIRD-PARTY-NOTICES.md', rule: 'home-path' }],
  });
  expect(existsSync(path.join(out, 'made-leaks'))).toBe(false);
}, 60_000);

test('the folder from which it is packed is found wherever that lies', async () => {
  const places = ['/srv/builds/jo'];
  const found = (text: string) => inspectFiles([plainFile('a.txt', text)], { leaks: [], secrets: [], places });
  expect(await found('first\nat /srv/builds/jo/x.ts\n')).toMatchObject([
    { file: 'a.txt', line: 2, rule: 'checkout-path' },
  ]);
  expect(await found('at /srv/builds/john/x.ts\n')).toEqual([]);
});

test('what is innocent is not found', async () => {
  const files = ['README.md', '.env.example', 'src/keys.ts', 'src/db/dump.ts'].map((name) =>
    plainFile(name, 'PORT=3000\nsee ~/.config and /tmp\n'),
  );
  expect(await inspectFiles(files, { leaks: [], secrets: [] })).toEqual([]);
});

test('a key is readable by its owner only, replaces nothing, and is not written into a repository', () => {
  const file = path.join(out, 'keys/one.pem');
  writeKeyPair(file);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(createPrivateKey(readFileSync(file)).asymmetricKeyType).toBe('ed25519');
  const before = readFileSync(file, 'utf8');
  expect(() => writeKeyPair(file)).toThrow(KeyError);
  expect(readFileSync(file, 'utf8')).toBe(before);
  const inside = path.join(repository(), 'sub/key.pem');
  expect(() => writeKeyPair(inside)).toThrow(/repository/);
  expect(existsSync(inside)).toBe(false);
  expect(keysMain(['show', path.join(out, 'none.pem')])).toBe(1);
  expect(keysMain(['new', file])).toBe(2);
  expect(keysMain(['old'])).toBe(2);
  execFileSync('chmod', ['644', file]);
  expect(() => readPrivateKey(file)).toThrow(/can be read by others/);
});
