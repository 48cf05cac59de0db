/** The encodings that decode can decide for. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** A piece of output as text, and what it was taken for. */
export interface Decoded {
  readonly text: string;
  readonly encoding: Encoding;
}

/**
 * Decodes what one command printed, as one piece. A byte order mark decides; else where the NUL bytes are decides
 * UTF-16; else a lead byte followed by a continuation byte (or pure ASCII) means UTF-8, with U+FFFD for each maximal
 * bad part as the WHATWG decoder does; else Windows-1252.
 */
export function decode(bytes: Uint8Array): Decoded {
  const encoding = detect(bytes);
  return { text: new TextDecoder(encoding).decode(bytes), encoding };
}

function detect(bytes: Uint8Array): Encoding {
  return byMark(bytes) ?? byNuls(bytes) ?? (isUtf8Like(bytes) ? 'utf-8' : 'windows-1252');
}

function byMark(bytes: Uint8Array): Encoding | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return null;
}

/** UTF-16 without a mark: NULs in one half of the code units only, and either in most units or with nothing odd in the text. */
function byNuls(bytes: Uint8Array): Encoding | null {
  if (bytes.length === 0 || bytes.length % 2 === 1) return null;
  const even = countNuls(bytes, 0);
  const odd = countNuls(bytes, 1);
  if ((even === 0) === (odd === 0)) return null;
  const encoding = odd > 0 ? 'utf-16le' : 'utf-16be';
  const most = Math.max(even, odd) > bytes.length / 4;
  return most || readsAsText(bytes, encoding) ? encoding : null;
}

function countNuls(bytes: Uint8Array, from: number): number {
  let count = 0;
  for (let at = from; at < bytes.length; at += 2) if (bytes[at] === 0) count += 1;
  return count;
}

/** For scripts whose letters have no zero byte: all characters are assigned, while the bytes alone would be control characters. */
function readsAsText(bytes: Uint8Array, encoding: Encoding): boolean {
  const text = new TextDecoder(encoding).decode(bytes);
  const odd = bytes.some((byte) => (byte > 0 && byte < 0x08) || (byte > 0x0e && byte < 0x1b));
  return odd && !/[\p{Cn}\p{Co}\p{Cs}\u{fffd}]|(?![\t\n\r])\p{Cc}/u.test(text);
}

function isUtf8Like(bytes: Uint8Array): boolean {
  let ascii = true;
  for (const [at, byte] of bytes.entries()) {
    if (byte >= 0xc0 && byte <= 0xf7 && isContinuation(bytes[at + 1])) return true;
    if (byte >= 0x80) ascii = false;
  }
  return ascii;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x80 && byte <= 0xbf;
}
