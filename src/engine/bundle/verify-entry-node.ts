import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { verifyMain } from './verify-main-node.ts';

// The one file that `npm run verifier` makes begins here: the verifier as a program.
process.exitCode = verifyMain(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  colour: process.stdout.isTTY && !process.env['NO_COLOR'],
  home: path.dirname(fileURLToPath(import.meta.url)),
  now: () => new Date(),
});
