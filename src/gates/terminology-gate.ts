import type { FileGate } from './gate.ts';

/** Spelled with a bracket, so that this file keeps its own rule. */
const WRONG = /cancel[l](?:ed|ing)/gi;

/** The status is spelled "canceled", as Stripe spells it, in every text file and file name. */
export const terminologyGate: FileGate = {
  kind: 'file',
  name: 'terminology',
  holds: 'files spell canceled with one l',
  examines: (file) => !/\.(?:png|jpe?g|gif|ico|woff2?|zip|gz|pdf)$/i.test(file) && file !== 'package-lock.json',
  findings: ({ file, bytes }) => {
    const named = WRONG.test(file) ? [{ file, line: 1, words: 'is named with two l' }] : [];
    WRONG.lastIndex = 0;
    const lines = Buffer.from(bytes).toString('utf8').split('\n');
    const written = lines.flatMap((line, index) =>
      (line.match(WRONG) ?? []).map((word) => ({ file, line: index + 1, words: `says "${word}"` })),
    );
    return [...named, ...written];
  },
};
