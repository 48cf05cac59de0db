/** The bytes of a key in hex or base64: 32 of them, where the text is as long as such a key is. */
export function keyBytes(text: string): Buffer {
  return Buffer.from(text, text.length === 64 ? 'hex' : 'base64');
}

// Of 32 random bytes about 30 differ; fewer than 12 come about less often than once in 10^27 keys.
const FEWEST = 12;

/** Whether a key of 32 bytes is plainly not random: few different bytes, a half that comes twice, equal steps, or words. */
export function isWeakKey(key: Buffer): boolean {
  return new Set(key).size < FEWEST || isTwice(key) || hasEqualSteps(key) || isWords(key);
}

const isTwice = (key: Buffer): boolean => key.subarray(0, key.length / 2).equals(key.subarray(key.length / 2));

function hasEqualSteps(key: Buffer): boolean {
  const steps = [...key].slice(1).map((byte, index) => (byte - (key[index] ?? 0) + 256) % 256);
  return new Set(steps).size === 1;
}

const isWords = (key: Buffer): boolean => key.every((byte) => byte >= 0x20 && byte < 0x7f);
