#!/usr/bin/env node
import { run } from './run.ts';

const [name, ...args] = process.argv.slice(2);
if (
  name === 'proofs' ||
  name === 'check' ||
  name === 'controls' ||
  name === 'matrix' ||
  name === 'claims' ||
  name === 'verify'
) {
  await run(name, args);
} else {
  console.error('proofroom proofs|check|controls|matrix|claims|verify [--root DIR] [--help]');
  process.exitCode = name === undefined || name === '--help' ? 0 : 2;
}
