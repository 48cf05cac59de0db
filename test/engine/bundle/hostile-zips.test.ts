import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { readZip, writeZip } from '../../../src/engine/index.ts';
import { verifyMain } from '../../../src/engine/bundle/verify-main-node.ts';
import { handMade, SOURCE, type Entry } from './sample.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'hostile-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const put16 = (at: number, value: number) => (bytes: Buffer) => (bytes.writeUInt16LE(value, at), bytes);
const put32 = (at: number, value: number) => (bytes: Buffer) => (bytes.writeUInt32LE(value, at), bytes);
const named = (...names: string[]): Entry[] => names.map((name) => ({ name }));
const utf8 = (text: string): string => Buffer.from(text).toString('latin1');
const bomb = deflateRawSync(Buffer.alloc(50_000_000)).toString('latin1');
const good = handMade(named('a', 'b'));

const HOSTILE: readonly (readonly [string, Buffer, RegExp])[] = [
  ['a name twice', handMade(named('a', 'a')), /twice/],
  ['twins in case', handMade(named('A', 'a')), /case of letters/],
  ['twins by folding', handMade(named(utf8('straSSe'), utf8('straße'))), /case of letters/],
  ['a name that leads out', handMade(named('../evil')), /leads out/],
  ['a name that leads out later', handMade(named('a/../../evil')), /leads out/],
  ['an absolute name', handMade(named('/etc/evil')), /absolute/],
  ['a drive', handMade(named('C:evil')), /absolute/],
  ['a backslash', handMade(named('..\\evil')), /backslash/],
  ['an empty part', handMade(named('a//b')), /empty part/],
  ['a dot', handMade(named('./a')), /empty part/],
  ['a folder', handMade(named('a/')), /folder/],
  ['a file that is a folder too', handMade(named('a', 'a/b')), /is a file, and the folder/],
  ['a device', handMade(named('nul.txt')), /on every system/],
  ['a device with a blank', handMade(named('NUL .txt')), /on every system/],
  ['a device with a raised digit', handMade(named(utf8('COM¹'))), /on every system/],
  ['a console', handMade(named('conin$')), /on every system/],
  ['settings of a repository', handMade(named('.GIT/config')), /belongs to a repository/],
  ['twins of a folder', handMade(named('A/x', 'a/y')), /lies in a, which differs from A/],
  ['a final dot', handMade(named('a.')), /on every system/],
  ['a stream', handMade(named('ab:c')), /no file name may have/],
  ['a line feed', handMade(named('a\nb')), /no file name may have/],
  ['a right-to-left override', handMade(named(utf8('a\u202eb'))), /no file name may have/],
  ['another normal form', handMade(named(utf8('e\u0301'))), /normal form/],
  ['a name that is not UTF-8', handMade(named('\xff')), /not UTF-8/],
  ['a name in many folders', handMade(named('a/'.repeat(32) + 'b')), /more than 31 folders/],
  ['a very long name', handMade(named('a'.repeat(300))), /longer than/],
  ['another order', handMade(named('b', 'a')), /order of names/],
  ['a symbolic link', handMade([{ name: 'a', text: '/etc/passwd', central: put16(40, 0o120777) }]), /symbolic link/],
  ['a device file', handMade([{ name: 'a', central: put16(40, 0o020644) }]), /no regular file/],
  ['a mode of its own', handMade([{ name: 'a', central: put16(40, 0o104755) }]), /another header/],
  ['a bomb', handMade([{ name: 'a', text: bomb, central: put16(10, 8), local: put16(8, 8) }]), /compressed/],
  ['encryption', handMade([{ name: 'a', central: put16(8, 0x0801) }]), /encrypted/],
  ['a data descriptor', handMade([{ name: 'a', central: put16(8, 0x0808) }]), /data descriptor/],
  [
    'a zip64 field',
    handMade([{ name: 'a', central: (bytes) => Buffer.concat([put16(30, 4)(bytes), Buffer.alloc(4)]) }]),
    /extra field/,
  ],
  ['a size of zip64', handMade([{ name: 'a', central: put32(24, 0xffffffff) }]), /two sizes/],
  ['two sizes', handMade([{ name: 'a', central: put32(20, 7) }]), /two sizes/],
  [
    'a comment of an entry',
    handMade([{ name: 'a', central: (bytes) => Buffer.concat([put16(32, 1)(bytes), Buffer.from('x')]) }]),
    /comment/,
  ],
  [
    'another local name',
    handMade([{ name: 'a', local: (bytes) => (bytes.write('b', 30), bytes) }]),
    /another local header/,
  ],
  ['another local size', handMade([{ name: 'a', local: put32(22, 9) }]), /another local header/],
  ['a wrong checksum', handMade([{ name: 'a', central: put32(16, 1), local: put32(14, 1) }]), /checksum/],
  ['an overlap', handMade([{ name: 'a' }, { name: 'b', central: put32(42, 0) }]), /overlaps/],
  ['a gap', handMade([{ name: 'a', after: Buffer.from('hidden') }, { name: 'b' }]), /belong to no entry/],
  ['bytes after the last entry', handMade([{ name: 'a', after: Buffer.from('hidden') }]), /after the last entry/],
  [
    'an entry that reaches into the directory',
    handMade([{ name: 'a', central: (bytes) => put32(20, 99)(put32(24, 99)(bytes)) }]),
    /into the directory/,
  ],
  ['bytes before', Buffer.concat([Buffer.from('#!/bin/sh\n'), good]), /does not end where|belong to no entry/],
  ['bytes after', Buffer.concat([good, Buffer.from('x')]), /end record/],
  ['a comment', handMade(named('a'), (end) => Buffer.concat([put16(20, 3)(end), Buffer.from('abc')])), /end record/],
  ['more entries than there are', handMade(named('a'), (end) => put16(8, 2)(put16(10, 2)(end))), /more entries/],
  [
    'fewer entries than there are',
    handMade(named('a', 'b'), (end) => put16(8, 1)(put16(10, 1)(end))),
    /after the last record/,
  ],
  ['entries of zip64', handMade(named('a'), (end) => put16(8, 0xffff)(put16(10, 0xffff)(end))), /limit is/],
  ['an offset of zip64', handMade(named('a'), put32(16, 0xffffffff)), /does not end where/],
  ['a second disk', handMade(named('a'), put16(4, 1)), /another end record/],
  ['a second ZIP behind', Buffer.concat([good, handMade(named('c'))]), /does not end where|belong to no entry/],
  ['a ZIP that is cut off', good.subarray(0, good.length - 5), /end record/],
  ['an empty file', Buffer.alloc(0), /end record/],
];

test('twenty thousand names in a hundred folders each are refused before the test is cut off', () => {
  const names = Array.from({ length: 20_000 }, (_, at) => `${String(at).padStart(5, '0')}/${'b/'.repeat(110)}c`);
  expect(readZip(handMade(named(...names))).faults).toHaveLength(20_000);
});

test('the hand-made ZIP without a fault is accepted', () => {
  expect(readZip(good)).toMatchObject({ faults: [], files: [{ path: 'a' }, { path: 'b' }] });
});

test('there are more than thirty of them', () => expect(HOSTILE.length).toBeGreaterThan(30));

test.each(HOSTILE)('%s is refused, and nothing is written', (_, zip, words) => {
  const { files, faults } = readZip(zip);
  expect(files).toEqual([]);
  expect(faults.map((one) => one.words).join('\n')).toMatch(words);
  const file = path.join(folder, 'hostile.zip');
  writeFileSync(file, zip);
  const said: string[] = [];
  const io = {
    out: (text: string) => said.push(text),
    err: (text: string) => said.push(text),
    colour: false,
    home: folder,
    now: () => new Date(0),
  };
  expect(verifyMain([file, '--allow-unsigned', '--extract', path.join(folder, 'out')], io)).toBe(1);
  expect(readdirSync(folder)).toEqual(['hostile.zip']);
});

test('what the library writes is what the profile demands, and the order of the files does not matter', async () => {
  const zip = await writeZip(SOURCE);
  expect(readZip(zip)).toMatchObject({ faults: [] });
  expect(zip.equals(await writeZip(SOURCE.toReversed()))).toBe(true);
  expect(readZip(zip).files.map(({ path: name, executable }) => [name, executable])).toContainEqual(['run', true]);
});

test('a changed bit is refused at every byte of a ZIP', async () => {
  const zip = await writeZip(SOURCE);
  for (let at = 0; at < zip.length; at += 1) {
    const changed = Buffer.from(zip);
    changed[at] = (changed[at] ?? 0) ^ 0x20;
    expect(readZip(changed).files, `byte ${at}`).toEqual([]);
  }
});
