/** One named redaction: every match of the pattern is printed as `[NAME]`. The pattern has the flag g. */
export interface Redaction {
  readonly name: string;
  readonly pattern: RegExp;
}

const CLOCK = String.raw`\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?`;
const ZONE = String.raw`(?:Z|\s?UTC|[+-]\d{2}(?::?\d{2})?)?`;

/** The redactions that every project has; they run after the paths and before the project's own. */
export const BUILT_IN: readonly Redaction[] = [
  { name: 'INSTANT', pattern: new RegExp(String.raw`(?<![\w:-])\d{4}-\d{2}-\d{2}[T ]${CLOCK}${ZONE}(?![\w:])`, 'g') },
  {
    name: 'INSTANT',
    pattern: new RegExp(String.raw`(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT`, 'g'),
  },
  // With its sign: a difference of two clocks has one run this way, the next the other.
  {
    name: 'MS',
    pattern: /(?:(?<![\w.[])-)?(?<![\w.[])(?:\d+(?:\.\d+)?\s?(?:ms|µs)|\d+\.\d+\s?s)(?!\w)/g,
  },
  { name: 'PORT', pattern: /(?<=(?:127\.0\.0\.1|localhost|\[::1\]|0\.0\.0\.0):)\d{2,5}(?!\d)/g },
  { name: 'ID', pattern: /(?<![\w-])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\w-])/gi },
  { name: 'SHA', pattern: /(?<![\w-])(?:[0-9a-f]{64}|[0-9a-f]{40})(?![\w-])/g },
];

/** A redaction of fixed values, such as this run's folders; longer values first, empty ones left out. */
export function valueRedactions(name: string, values: readonly string[]): readonly Redaction[] {
  const longest = [...new Set(values)].filter((value) => value !== '').sort((a, b) => b.length - a.length);
  return longest.map((value) => ({ name, pattern: new RegExp(RegExp.escape(value), 'g') }));
}

/** The text with every match replaced, and the names that matched. Applying it to its own result changes nothing. */
export function redact(text: string, redactions: readonly Redaction[]): { text: string; used: ReadonlySet<string> } {
  const used = new Set<string>();
  let result = text;
  for (const { name, pattern } of redactions)
    result = replaceOutsideNames(result, pattern, () => (used.add(name), `[${name}]`));
  return { text: result, used };
}

const NAMED = /(\[[A-Z][A-Z0-9_]*\])/;

/** What is already redacted is left alone, so that a broad pattern cannot match inside a name. */
function replaceOutsideNames(text: string, pattern: RegExp, replacement: () => string): string {
  if (!text.includes('[')) return text.replace(pattern, replacement);
  return text
    .split(NAMED)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(pattern, replacement)))
    .join('');
}
