import { contentLeaks, pathLeaks, textLeaks, type BundleFile, type TextLeak } from '../engine/index.ts';
import type { AllowedLeak } from '../gates/allowed-leaks.ts';
import type { AllowedSecret } from '../gates/allowed-secrets.ts';
import { decodedTexts } from '../gates/decoded-texts.ts';
import { findSecretValues, type SecretValue } from '../gates/find-secret-values.ts';
import { lintDecoded, lintSecrets } from '../gates/lint-secrets.ts';
import { readableText } from '../gates/readable-text.ts';
import type { Finding } from './finding.ts';

/** Exceptions of the project that is packed, and what no text may name beside the rules. */
export interface Allowed {
  /** Folders of this machine, such as the one from which it is packed. */
  readonly places?: readonly string[];
  readonly leaks: readonly AllowedLeak[];
  readonly secrets: readonly AllowedSecret[];
}

const HINT = {
  name: 'Such a file never ships: take it out of git, and let .gitignore name it.',
  place: 'Name no place of your machine: write a path from the root, or a placeholder.',
  secret: 'Take it out, and replace the secret: whoever has read it can use it.',
} as const;

/** Every reason why a file must not be handed over: its name, what it is, the places and the secrets that it names, in base64 too. */
export async function inspectFiles(files: readonly BundleFile[], allowed: Allowed): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  for (const file of files) found.push(...leaksOf(file, allowed), ...(await secretsOf(file, allowed)));
  return found;
}

function leaksOf(
  { path: file, bytes }: BundleFile,
  { leaks: allowed, places: here = [] }: Allowed,
): readonly Finding[] {
  const kinds = [...pathLeaks(file), ...contentLeaks(bytes)].map((rule) => ({ rule, line: 0, hint: HINT.name }));
  const text = readableText(bytes);
  const decoded = decodedTexts(text).flatMap(({ text: one, line }) =>
    textLeaks(one).map((leak) => ({ ...leak, line })),
  );
  const places = [...textLeaks(text), ...decoded, ...here.flatMap((place) => placeLeaks(text, place))];
  const all = [...kinds, ...places.map((one) => ({ ...one, hint: HINT.place }))];
  const kept = all.filter(({ rule }) => !allowed.some((one) => one.file === file && one.rule === rule.id));
  return distinct(kept.map(({ rule, line, hint }) => ({ file, line, rule: rule.id, words: rule.words, hint })));
}

/** A folder of this machine may lie where no rule expects one. */
function placeLeaks(text: string, place: string): readonly TextLeak[] {
  const at = text.indexOf(place);
  const isWhole = at >= 0 && !/[\w.-]/.test(text.charAt(at + place.length));
  const rule = { id: 'checkout-path', words: 'names a folder of this machine', pattern: /$/ };
  return isWhole ? [{ rule, line: text.slice(0, at).split('\n').length }] : [];
}

async function secretsOf(
  { path: file, bytes }: BundleFile,
  { secrets: allowed }: Allowed,
): Promise<readonly Finding[]> {
  const text = readableText(bytes);
  const named = [...findSecretValues(file), ...(await lintSecrets('name', file))].map((one) => ({ ...one, line: 0 }));
  const found = [
    ...named,
    ...findSecretValues(text),
    ...(await lintSecrets(file, text)),
    ...(await lintDecoded(file, text)),
  ];
  const kept = found.filter((secret) => !allowed.some((one) => covers(one, { file, secret })));
  return distinct(
    kept.map(({ kind, line }) => ({ file, line, rule: 'secret', words: `holds a ${kind}`, hint: HINT.secret })),
  );
}

/** What is made of the sources may say what a source may say. */
function covers(
  { file, value }: AllowedSecret,
  found: { readonly file: string; readonly secret: SecretValue },
): boolean {
  const isMade = /^(?:site|proofs)\//.test(found.file);
  const isThere = file.endsWith('/') ? found.file.startsWith(file) : found.file === file;
  return (isThere || isMade) && value.test(found.secret.value);
}

function distinct(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((one) => [`${one.file}:${one.line}:${one.words}`, one])).values()];
}
