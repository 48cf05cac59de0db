/** Whether a js or ts script calls `check(…)` outside comments and plain strings. */
export function scriptAsserts(script: string): boolean {
  const bare = script.replaceAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, ' ');
  return /(?<![\w.$])check\s*\(/.test(bare);
}
