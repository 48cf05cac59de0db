const PLAIN = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\[\s\S])*`/g;

/** Whether a js or ts script calls `check(…)` outside comments and plain strings. Whether it is reached, the run shows. */
export function scriptAsserts(script: string): boolean {
  const bare = script.replaceAll(PLAIN, (part) =>
    part.startsWith('`') ? part.replaceAll(/[^$]*(?:\$\{([^}]*)\}|\$|$)/g, ' $1 ') : ' ',
  );
  return /(?<![\w.$])check\s*\(/.test(bare);
}
