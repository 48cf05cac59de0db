/** What a script's words may name: programs other than Node read files that nothing traces. */
export interface Mentions {
  /** Words that may be files or folders, from the root. */
  readonly names: readonly string[];
  /** Words with wildcards. */
  readonly patterns: readonly string[];
  /** Whether it starts something in a way that the tracing cannot follow. */
  readonly untraced: readonly string[];
}

const PATH = /^[\w@.-][\w@./+-]*$/;
const PATTERN = /^[\w@.-][\w@./+*?-]*[*?][\w@./+*?-]*$/;
const EMPTIED = /\benv\s+(?:-\S+\s+)*(?:-i|-|--ignore-environment)\s|\bexec\s+-c\b|\b(?:sudo|su|docker|podman)\s/;

/** Finds the words of a script that may name files of the project, and says when a program is started untraced. */
export function parseMentions(script: string): Mentions {
  const words = script
    .split(/[\s'"`()|&;<>=,{}$[\]]+/)
    .map((word) => word.replace(/^(?:\.\/)+/, '').replace(/\/+$/, ''));
  const inside = [...new Set(words)].filter((word) => word !== '.' && !word.split('/').includes('..'));
  return {
    names: inside.filter((word) => PATH.test(word)),
    patterns: inside.filter((word) => PATTERN.test(word)),
    untraced: EMPTIED.test(script)
      ? ['a program with an emptied or foreign environment: only the modules that it names are followed']
      : [],
  };
}

/** The relative modules that a module's text imports, as written. */
export function parseImports(source: string): readonly string[] {
  const found = source.matchAll(/(?:\bfrom|\bimport|\brequire)\s*\(?\s*(['"`])(\.{1,2}\/[^'"`\n]+)\1/g);
  return [...new Set(Array.from(found, (match) => match[2] ?? ''))];
}

/** Whether a word stands only where a command's name does, such as `test` in `test -f x`. */
export function isOnlyCommand(script: string, word: string): boolean {
  const escaped = RegExp.escape(word);
  const anywhere = script.match(new RegExp(String.raw`(?<![\w./-])${escaped}(?![\w.-])`, 'g')) ?? [];
  const leading =
    script.match(
      new RegExp(String.raw`(?:^|[\n;|&(\x60!]|\b(?:then|do|else|if|while)\b)[ \t]*${escaped}(?![\w./-])`, 'g'),
    ) ?? [];
  return anywhere.length <= leading.length;
}
