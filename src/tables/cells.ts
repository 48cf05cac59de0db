const IN_CODE = /(`[^`]*`|\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b)/;

/** Words as a cell that says the same in Markdown and in MDX; names of settings, and what stands between backticks, are in code. */
export function words(text: string): string {
  // With a group in the pattern, split keeps what it splits at: every other part.
  const parts = text.replaceAll(/\s+/g, ' ').split(IN_CODE);
  return parts.map((part, index) => (index % 2 === 1 ? code(part.replaceAll('`', '')) : escaped(part))).join('');
}

/** A name or value as a cell in code; an empty one is an empty cell. */
export function code(text: string): string {
  return text === '' ? '' : `\`${text.replaceAll('|', String.raw`\|`)}\``;
}

/** Several names as one cell. */
export function codes(texts: readonly string[]): string {
  return texts.map(code).join(', ');
}

function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('|', String.raw`\|`)
    .replaceAll(/[{}<>*_`[\]~]/g, String.raw`\$&`);
}
