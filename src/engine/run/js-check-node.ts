import type { Kit } from './fixture.ts';
import type { Scene } from './js-globals-node.ts';
import { lineOf } from './js-line-node.ts';

const { inspect, isDeepStrictEqual } = process.getBuiltinModule('node:util');

const SHOWN = { depth: 6, breakLength: 100, sorted: true, maxStringLength: 2000, maxArrayLength: 50 } as const;

/**
 * `check(words, actual, expected?)`: with two values they must be deeply and strictly equal (a regular expression must
 * match the text, a command's output counts as its text); with one it must be true or truthy. A check that fails is
 * reported and the script goes on, so that one run shows all that is wrong.
 */
export function buildCheck({ report, url }: Scene): Kit['check'] {
  return (words, ...values) => {
    const line = lineOf(new Error(words), url);
    if (typeof words !== 'string' || words.trim() === '') throw new TypeError('check: say in words what is checked');
    if (values.length === 0) throw new TypeError(`check(${JSON.stringify(words)}): give the value`);
    if (values.some(isThenable)) throw new TypeError(`check(${JSON.stringify(words)}): await the value first`);
    const [actual, expected] = values.map(plain);
    const held = values.length === 1 ? Boolean(actual) : matches(actual, expected);
    const shown = values.length === 1 ? null : inspect(expected, SHOWN);
    report({ kind: 'check', words, held, actual: inspect(actual, SHOWN), expected: shown, line });
    return held;
  };
}

function matches(actual: unknown, expected: unknown): boolean {
  if (expected instanceof RegExp)
    return typeof actual === 'string' && new RegExp(expected.source, expected.flags.replace(/[gy]/g, '')).test(actual);
  return isDeepStrictEqual(actual, expected);
}

function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** What a zx command returns stands for the text that it printed. */
function plain(value: unknown): unknown {
  const isOutput = value instanceof Error && 'stdout' in value && 'exitCode' in value;
  return isOutput ? String(value).trimEnd() : value;
}
