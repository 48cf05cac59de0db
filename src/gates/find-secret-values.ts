import { SECRET_SHAPES } from '../engine/index.ts';
import { decodedTexts } from './decoded-texts.ts';

/** Something that looks like a secret. `value` is for exceptions only and is never printed; lines start at 1. */
export interface SecretValue {
  readonly kind: string;
  readonly value: string;
  readonly line: number;
}

interface Shape {
  readonly kind: string;
  readonly pattern: RegExp;
}

const SHAPES: readonly Shape[] = [
  ...SECRET_SHAPES,
  {
    kind: 'secret assigned to a setting',
    pattern:
      /\b[A-Z][A-Z0-9_]*(?:SECRETS?|PASSWORD|PASSWD|TOKEN|API_KEY|ACCESS_KEY|PRIVATE_KEY|BACKUP_KEY)(?:_PREVIOUS)?["']?\s*[=:]\s*["']?(?<value>[\w+/=.~!@#%^&*-]{16,})/,
  },
];

/** Every string of a text that has the shape of a secret, written as it is or in base64. */
export function findSecretValues(text: string): readonly SecretValue[] {
  return text.split('\n').flatMap((row, index) => {
    const plain = matchesOf(row);
    const decoded = decodedTexts(row).flatMap(decodedMatches);
    return [...plain, ...decoded].map((one) => ({ ...one, line: index + 1 }));
  });
}

function matchesOf(text: string): readonly { kind: string; value: string }[] {
  return SHAPES.flatMap(({ kind, pattern }) =>
    [...text.matchAll(new RegExp(pattern, `${pattern.flags}g`))].flatMap((match) => {
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
