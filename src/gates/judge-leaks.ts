import { contentLeaks, pathLeaks, textLeaks } from '../engine/index.ts';
import type { AllowedLeak } from './allowed-leaks.ts';
import type { Finding, Looked, ProjectFiles } from './gate.ts';
import { readableText } from './readable-text.ts';

interface Leak extends Finding {
  readonly rule: string;
}

/** Every leak of a project that no exception allows, and every exception that nothing needs. `ignored` are files that git ignores and tracks all the same. */
export function judgeLeaks(
  project: ProjectFiles,
  { allowed, ignored }: { readonly allowed: readonly AllowedLeak[]; readonly ignored: readonly string[] },
): Looked {
  const leaks = [...project.files.flatMap((file) => leaksOf(file, project.read(file))), ...ignored.map(ignoredLeak)];
  const covers = (one: AllowedLeak, leak: Leak): boolean => one.file === leak.file && one.rule === leak.rule;
  const findings = leaks.filter((leak) => !allowed.some((one) => covers(one, leak)));
  const unused = allowed.filter((one) => project.files.includes(one.file) && !leaks.some((leak) => covers(one, leak)));
  return {
    examined: project.files.length,
    findings: [
      ...findings.map(({ file, line, words }) => ({ file, line, words })),
      ...unused.map(({ file, rule }) => ({ file, line: 1, words: `is allowed to break ${rule} and does not` })),
    ],
  };
}

function leaksOf(file: string, bytes: Uint8Array): readonly Leak[] {
  const kinds = [...pathLeaks(file), ...contentLeaks(bytes)];
  const named = kinds.map(({ id, words }) => ({ file, line: 1, words: `${words} (${id})`, rule: id }));
  const found = textLeaks(readableText(bytes));
  return [
    ...named,
    ...found.map(({ rule, line }) => ({ file, line, words: `${rule.words} (${rule.id})`, rule: rule.id })),
  ];
}

const ignoredLeak = (file: string): Leak => ({
  file,
  line: 1,
  words: 'is ignored by git and tracked all the same (ignored)',
  rule: 'ignored',
});
