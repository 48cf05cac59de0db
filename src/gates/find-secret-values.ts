import { SECRET_SHAPES } from '../engine/index.ts';
import { decodedTexts } from './decoded-texts.ts';
import { MORE_SHAPES, type SecretShape } from './secret-shapes.ts';

/** Something that looks like a secret. `value` is for exceptions only and is never printed; lines start at 1. */
export interface SecretValue {
  readonly kind: string;
  readonly value: string;
  readonly line: number;
}

const SHAPES: readonly SecretShape[] = [...SECRET_SHAPES, ...MORE_SHAPES];

/** Every string of a text that has the shape of a secret, written as it is or in base64. */
export function findSecretValues(text: string): readonly SecretValue[] {
  const plain = text
    .split(/\r\n|\n|\r/)
    .flatMap((row, index) => matchesOf(row).map((one) => ({ ...one, line: index + 1 })));
  const decoded = decodedTexts(text).flatMap((one) =>
    one.text.split('\n').flatMap((row) => decodedMatches(row).map((match) => ({ ...match, line: one.line }))),
  );
  return [...plain, ...decoded];
}

function matchesOf(text: string): readonly { kind: string; value: string }[] {
  return SHAPES.flatMap(({ kind, pattern }) =>
    [...text.matchAll(new RegExp(pattern, `${pattern.flags}g`))].flatMap((match) => {
      const mixed = match.groups?.['mixed'];
      if (mixed !== undefined) return isMixed(mixed) ? [{ kind, value: mixed }] : [];
      const assigned = match.groups?.['value'];
      if (assigned === undefined) return isTemplate(match[0]) ? [] : [{ kind, value: match[0] }];
      return isRandom(assigned) ? [{ kind, value: assigned }] : [];
    }),
  );
}

function decodedMatches(text: string): readonly { kind: string; value: string }[] {
  return matchesOf(text).map(({ kind, value }) => ({ kind: `${kind} in base64`, value }));
}

/** An address whose password is filled in while running holds none. */
function isTemplate(url: string): boolean {
  return /:\$\{[^}]*\}@$/.test(url);
}

/** Words are no secrets: a made-up value has letters and digits, and few characters twice. */
function isRandom(value: string): boolean {
  const counts = [...Map.groupBy(value, (unit) => unit).values()].map((units) => units.length / value.length);
  const bits = counts.reduce((sum, share) => sum - share * Math.log2(share), 0);
  return bits > 3 && /\d/.test(value) && /[A-Za-z]/.test(value);
}

/** Where names say less, the value must say more: letters of both cases and digits, or digits of a long number. */
function isMixed(value: string): boolean {
  const isHex = /^[0-9a-f]{32,}$/i.test(value);
  return isRandom(value) && (isHex || (/[A-Z]/.test(value) && /[a-z]/.test(value)));
}
