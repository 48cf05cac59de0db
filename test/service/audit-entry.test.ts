import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  type AuditEntry,
  entryHash,
  faultText,
  linkFault,
  nextEntry,
  personalHash,
} from '../../src/service/audit/audit-entry.ts';

const AT = new Date('2026-01-02T03:04:05.006Z');
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const ENTRY: Omit<AuditEntry, 'hash'> = {
  seq: 7,
  at: AT,
  actor: 'usr_1',
  action: 'refund.create',
  subject: 'order ord_1',
  detail: { b: 'x', a: 1, c: null, d: false },
  prev_hash: 'p',
};

describe('the seal of an entry', () => {
  it('is the hash of one spelling, in which names are sorted', () => {
    const spelling =
      '[7,"2026-01-02T03:04:05.006Z","usr_1","refund.create","order ord_1",[["a",1],["b","x"],["c",null],["d",false]],"p"]';
    expect(entryHash(ENTRY)).toBe(sha256(spelling));
    expect(entryHash({ ...ENTRY, detail: { d: false, c: null, a: 1, b: 'x' } })).toBe(entryHash(ENTRY));
  });

  it.each([
    ['its number', { seq: 8 }],
    ['its time', { at: new Date(AT.getTime() + 1) }],
    ['its actor', { actor: 'usr_2' }],
    ['its action', { action: 'refund.creat' }],
    ['its subject', { subject: 'order ord_2' }],
    ['a value of its detail', { detail: { ...ENTRY.detail, a: 2 } }],
    ['the kind of a value', { detail: { ...ENTRY.detail, a: '1' } }],
    ['a name of its detail', { detail: { b: 'x', e: 1, c: null, d: false } }],
    ['one name more', { detail: { ...ENTRY.detail, e: null } }],
    ['one name fewer', { detail: { b: 'x', a: 1, c: null } }],
    ['the hash before it', { prev_hash: 'q' }],
  ])('covers %s', (_case, change) => {
    const hash = entryHash(ENTRY);
    const before = { seq: 6, hash: 'p' };
    expect(linkFault({ ...ENTRY, hash }, before)).toBeNull();
    expect(entryHash({ ...ENTRY, ...change })).not.toBe(hash);
    expect(linkFault({ ...ENTRY, ...change, hash }, before)).not.toBeNull();
  });

  it('of words is the hash of their salt and of them, sorted by name', () => {
    expect(personalHash('s', { b: '2', a: '1' })).toBe(sha256('["s",[["a","1"],["b","2"]]]'));
    expect(personalHash('s', { a: '1', b: '2' })).toBe(personalHash('s', { b: '2', a: '1' }));
    const others = [
      personalHash('t', { a: '1', b: '2' }),
      personalHash('s', { a: '1', b: '3' }),
      personalHash('s', { a: '1' }),
    ];
    expect(others).not.toContain(personalHash('s', { a: '1', b: '2' }));
  });

  it('follows the head with the next number', () => {
    const { seq: _seq, at: _at, prev_hash: _hash, ...words } = ENTRY;
    const made = nextEntry(words, { seq: 41, hash: 'h' }, AT);
    expect(made).toEqual({ ...words, seq: 42, at: AT, prev_hash: 'h', hash: entryHash(made) });
    expect(linkFault(made, { seq: 41, hash: 'h' })).toBeNull();
    expect(linkFault(made, { seq: 40, hash: 'h' })).toEqual({ kind: 'missing', seq: 41 });
    expect(linkFault(made, { seq: 42, hash: 'h' })).toEqual({ kind: 'missing', seq: 43 });
    expect(linkFault(made, { seq: 41, hash: 'i' })).toEqual({ kind: 'unlinked', seq: 42 });
  });

  it.each([
    ['missing', 'entry 3 is missing'],
    ['altered', 'entry 3 was altered'],
    ['unlinked', 'entry 3 does not follow the one before it'],
    ['personal', 'the words beside entry 3 were altered or removed'],
    ['head', 'the chain does not end at entry 3, as its head says'],
  ] as const)('that is broken, %s, is told in words', (kind, words) => {
    expect(faultText({ kind, seq: 3 })).toBe(words);
  });
});
