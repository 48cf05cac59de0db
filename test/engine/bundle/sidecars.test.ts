import { execFileSync } from 'node:child_process';
import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { canonicalJson } from '../../../src/engine/base/canonical-json.ts';
import { sealEnvelope, envelopeText } from '../../../src/engine/bundle/dsse.ts';
import { publicPem } from '../../../src/engine/bundle/judge-bundle.ts';
import { sealSidecar } from '../../../src/engine/bundle/sidecar.ts';
import { verifyMain } from '../../../src/engine/bundle/verify-main-node.ts';
import { writeZip } from '../../../src/engine/index.ts';
import { createPublicKey } from 'node:crypto';
import { KEY, sealedSample } from './sample.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'sidecars-'));
const zip = path.join(folder, 'small.zip');
const bytes = await writeZip(sealedSample());
const about = { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
const other = generateKeyPairSync('ed25519').privateKey;
const AT = '2026-01-02T03:04:05.000Z';

beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  writeFileSync(zip, bytes);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const KINDS = { sidecar: 'proofroom/sidecar', countersignature: 'proofroom/countersignature' } as const;
const said = (key: KeyObject | null, kind: keyof typeof KINDS = 'sidecar', at = AT): string =>
  sealSidecar({ kind: KINDS[kind], zip: about, at, facts: {} }, key);

function verify(): { status: number; text: string } {
  const text: string[] = [];
  const io = {
    out: (one: string) => text.push(one),
    err: (one: string) => text.push(one),
    colour: false,
    home: folder,
  };
  return { status: verifyMain([zip], { ...io, now: () => new Date(0) }), text: text.join('') };
}

/** A payload that says its time twice, signed all the same. */
function saidTwice(): string {
  const whole = {
    kind: KINDS.sidecar,
    version: 1,
    zip: about,
    at: AT,
    publicKey: publicPem(createPublicKey(KEY)),
    facts: {},
  };
  const payload = canonicalJson(whole).replace('{', '{"at": "2020-01-01T00:00:00.000Z",');
  return envelopeText(sealEnvelope('application/vnd.proofroom.sidecar+json', payload, KEY));
}

test('the sidecar of who signed the bundle is accepted; without one that is said', () => {
  expect(verify()).toMatchObject({ status: 0, text: expect.stringContaining('not checked: the sidecar: none lies') });
  writeFileSync(`${zip}.sidecar.json`, said(KEY));
  expect(verify()).toMatchObject({ status: 0, text: expect.not.stringContaining('the sidecar: none') });
});

const WRONG: readonly (readonly [string, string, RegExp])[] = [
  ['of another key', said(other), /is signed by sha256:\w+, the bundle by/],
  ['that nobody signed', said(null), /is signed by nobody, the bundle by/],
  ['that speaks as a countersignature', said(other, 'countersignature'), /speaks as proofroom\/countersignature/],
  ['with a time that is none', said(KEY, 'sidecar', '\u001b[2J\nHELD'), /is no sidecar as we write it/],
  ['with a member twice', saidTwice(), /is no sidecar as we write it/],
];

test.each(WRONG)('a sidecar %s is refused', (_, text, words) => {
  writeFileSync(`${zip}.sidecar.json`, text);
  const { status, text: printed } = verify();
  expect(printed).toMatch(words);
  expect(status).toBe(1);
});

test('a countersignature may be of any key, but must be one', () => {
  const file = `${zip}.countersigned-0123456789abcdef.json`;
  writeFileSync(file, said(other, 'countersignature'));
  expect(verify().status).toBe(0);
  writeFileSync(file, said(null, 'countersignature'));
  expect(verify()).toMatchObject({ status: 1, text: expect.stringContaining('not signed by the key that it names') });
});

test('what is no regular file is refused without being opened', () => {
  const file = `${zip}.sidecar.json`;
  const put = [() => mkdirSync(file), () => symlinkSync('nothing', file), () => execFileSync('mkfifo', [file])];
  for (const make of put) {
    make();
    expect(verify()).toMatchObject({ status: 1, text: expect.stringContaining('is no regular file') });
    rmSync(file, { recursive: true });
  }
  expect(readFileSync(zip).equals(bytes)).toBe(true);
});
