const ENCODED = /(?<![\w+/-])[\w+/-]{32,}={0,2}/g;
const PRINTABLE = /^[\t\n\r -~]+$/;

/** The texts that stand in a text in base64: each run of it that decodes to printable characters. */
export function decodedTexts(text: string): readonly string[] {
  return [...text.matchAll(ENCODED)].flatMap(([run]) => {
    const decoded = Buffer.from(run, 'base64').toString('latin1');
    return PRINTABLE.test(decoded) ? [decoded] : [];
  });
}
