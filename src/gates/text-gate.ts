import type { Examined, FileGate, Finding } from './gate.ts';

const BINARY = /\.(?:png|jpe?g|gif|ico|woff2?|zip|gz|pdf)$/i;

/** Every text file is UTF-8 with line feeds and without a byte order mark. */
export const textGate: FileGate = {
  kind: 'file',
  name: 'text',
  holds: 'files are UTF-8 with LF and without a byte order mark',
  examines: (file) => !BINARY.test(file),
  findings: ({ file, bytes }) => [...markFindings({ file, bytes }), ...lineFindings({ file, bytes })],
};

function markFindings({ file, bytes }: Examined): readonly Finding[] {
  const [a, b, c] = bytes;
  const marked = (a === 0xef && b === 0xbb && c === 0xbf) || (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff);
  return marked ? [{ file, line: 1, words: 'begins with a byte order mark' }] : [];
}

function lineFindings({ file, bytes }: Examined): readonly Finding[] {
  const lines = Buffer.from(bytes).toString('latin1').split('\n');
  return lines.flatMap((line, index) => {
    const words = lineFault(line);
    return words === null ? [] : [{ file, line: index + 1, words }];
  });
}

function lineFault(line: string): string | null {
  if (line.includes('\r')) return 'has a carriage return';
  if (line.includes('\0')) return 'has a NUL byte';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(line, 'latin1'));
    return null;
  } catch {
    return 'is not UTF-8';
  }
}
