import jsTokens from 'js-tokens';

const SILENT = new Set(['WhiteSpace', 'LineTerminatorSequence', 'MultiLineComment', 'SingleLineComment']);

/** Whether a js or ts script calls `check(…)` outside comments and strings. Whether it is reached, the run shows. */
export function scriptAsserts(script: string): boolean {
  const tokens = [...jsTokens(script)].filter(({ type }) => !SILENT.has(type));
  return tokens.some(
    ({ type, value }, index) =>
      type === 'IdentifierName' &&
      value === 'check' &&
      tokens[index + 1]?.value === '(' &&
      !['.', '?.', 'function'].includes(tokens[index - 1]?.value ?? ''),
  );
}
