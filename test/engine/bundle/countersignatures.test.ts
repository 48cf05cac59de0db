import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../../src/engine/base/canonical-json.ts';
import { envelopeText, fingerprint, parseEnvelope, sealEnvelope } from '../../../src/engine/bundle/dsse.ts';
import { judgeSidecar, sealSidecar } from '../../../src/engine/bundle/sidecar.ts';
import { KEY } from './sample.ts';

const zip = { sha256: 'ab'.repeat(32), bytes: 12 };
const said = { kind: 'proofroom/countersignature' as const, zip, at: '2026-11-28T00:00:00.000Z', facts: {} };
const TYPE = 'application/vnd.proofroom.sidecar+json';
const own = sealSidecar(said, KEY);
const other = generateKeyPairSync('ed25519').privateKey;
const judged = (text: string, about = zip) => {
  const { signer, faults } = judgeSidecar('x.json', text, about);
  return [signer, faults.map(({ words }) => words)];
};
const WRONG = 'is not signed by the key that it names';

test('a countersignature names who signed', () => {
  expect(judged(own)).toEqual([fingerprint(createPublicKey(KEY)), []]);
});

test('one that nobody signed is refused', () => {
  expect(judged(sealSidecar(said, null))).toEqual([null, [WRONG]]);
});

test.each([
  ['about other bytes', own, { ...zip, sha256: 'cd'.repeat(32) }, 'is about another ZIP'],
  ['about another length', own, { ...zip, bytes: 13 }, 'is about another ZIP'],
  ['signed by another key than it names', resigned(), zip, WRONG],
  ['signed twice', twice(), zip, WRONG],
  ['whose signature is gone', bare(), zip, WRONG],
  ['of another type', envelopeText(sealEnvelope('text/plain', payload(), KEY)), zip, 'is no sidecar as we write it'],
  ['in another spelling', own.replace(/\n/g, ''), zip, 'is no sidecar as we write it'],
])('one %s is refused', (_, text, about, words) => {
  expect(judged(text, about)[1]).toEqual([words]);
});

function payload(): string {
  return Buffer.from(parseEnvelope(own)?.payload ?? '', 'base64').toString('utf8');
}

function resigned(): string {
  return envelopeText(sealEnvelope(TYPE, payload(), other));
}

function twice(): string {
  const [one, two] = [sealEnvelope(TYPE, payload(), KEY), sealEnvelope(TYPE, payload(), other)];
  return canonicalJson({ ...one, signatures: [...one.signatures, ...two.signatures] });
}

function bare(): string {
  return canonicalJson({ ...sealEnvelope(TYPE, payload(), KEY), signatures: [] });
}
