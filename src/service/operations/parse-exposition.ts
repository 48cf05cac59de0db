import type { Figure, Labels } from './figure.ts';

const LINE = /^([a-z_:][\w:]*)(?:\{(.*)\})?[ \t]+(\S+)(?:[ \t]+-?\d+)?$/i;
const LABEL = /([a-z_]\w*)="((?:[^"\\]|\\.)*)"(?:,|$)/giy;

/** Reads Prometheus' text format, with these labels added to each figure. Undefined if it is another format, or holds nothing. */
export function parseExposition(text: string, added: Labels): readonly Figure[] | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const figures = lines.map((line) => parseLine(line, added)).filter((figure) => figure !== undefined);
  return figures.length === lines.length && lines.length > 0 ? figures : undefined;
}

function parseLine(line: string, added: Labels): Figure | undefined {
  const [, name, list = '', number = ''] = LINE.exec(line.trim()) ?? [];
  const labels = parseLabels(list);
  const value = parseNumber(number);
  if (name === undefined || labels === undefined || value === undefined) return undefined;
  return { labels: { ...labels, ...added, __name__: name }, value };
}

function parseLabels(list: string): Labels | undefined {
  const found = [...list.matchAll(LABEL)];
  if (found.map(([whole]) => whole).join('') !== list) return undefined;
  return Object.fromEntries(found.map(([, name = '', text = '']) => [name, unescape(text)]));
}

const unescape = (text: string): string => text.replaceAll(/\\(.)/g, (_, one: string) => (one === 'n' ? '\n' : one));

function parseNumber(text: string): number | undefined {
  if (/^[+-]?Inf$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (/^NaN$/i.test(text)) return NaN;
  return /^[+-]?(?:\d|\.\d)/.test(text) && !Number.isNaN(Number(text)) ? Number(text) : undefined;
}
