/** Control characters become their pictures; characters that hide, join or reorder text become `\u{…}`; tab and LF stay. */
export function visible(text: string, { eightBit }: { readonly eightBit: boolean } = { eightBit: true }): string {
  const shown = text
    .replaceAll(/[\u{0}-\u{8}\u{b}-\u{1f}]/gu, (character) => String.fromCodePoint(0x2400 + codeOf(character)))
    .replaceAll('\u{7f}', '\u{2421}')
    .replaceAll(/(?![\u{200c}\u{200d}])[\p{Cf}\p{Zl}\p{Zp}]/gu, escaped);
  return eightBit ? shown.replaceAll(/[\u{80}-\u{9f}]/gu, escaped) : shown;
}

function escaped(character: string): string {
  return `\\u{${codeOf(character).toString(16)}}`;
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}
