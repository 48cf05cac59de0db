import { EXIT } from '../../../src/engine/command/io.ts';
import { seconds, source } from './code-facts.ts';
import type { Fact } from './page-text.ts';

/** What the README and the guide for contributors say. */
export const BESIDE_THE_PAGES: readonly Fact[] = [
  [
    'exit statuses',
    'README.md',
    /^The exit status is (\d+) when all holds, (\d+) when something does not, (\d+) when the input is wrong, (\d+) when interrupted\./,
    () => [EXIT.held, EXIT.notHeld, EXIT.badInput, EXIT.interrupted],
  ],
  [
    'the time of a proof',
    'CONTRIBUTING.md',
    /^\| `timeout` \| such as `30s`; (\d+) seconds by default \|$/,
    () => [seconds(source('src/engine/proof/build-proof.ts', /^const DEFAULT_TIMEOUT_MS = ([\d_]+);/m))],
  ],
  [
    'the length of files and functions',
    'CONTRIBUTING.md',
    /at most (\d+) lines; a function at most (\d+)\./,
    () => [
      source('oxlint.config.ts', /'max-lines': \['error', \{ max: (\d+),/),
      source('oxlint.config.ts', /'max-lines-per-function': \['error', \{ max: (\d+),/),
    ],
  ],
];
