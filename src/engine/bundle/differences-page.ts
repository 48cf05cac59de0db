import { createTwoFilesPatch } from 'diff';
import { escapeMarkup } from '../base/escape-markup.ts';
import { compareStates, isLoss, type Difference, type State } from './compare-states.ts';

/** Two states of a project, and what each is called. */
export interface Compared {
  readonly older: State;
  readonly newer: State;
  readonly names: { readonly older: string; readonly newer: string };
}

const STYLE = [
  ':root{color-scheme:light dark;--line:#8886;--bad:#b3261e;--good:#1b6e3c}',
  '@media (prefers-color-scheme:dark){:root{--bad:#ff8a80;--good:#7ddc9f}}',
  'body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}',
  'table{border-collapse:collapse;width:100%}',
  'th,td{text-align:left;vertical-align:top;padding:.4rem .8rem .4rem 0;border-bottom:1px solid var(--line)}',
  'th:first-child,td:first-child{white-space:nowrap}td{overflow-wrap:anywhere}',
  'pre{overflow-x:auto;border:1px solid var(--line);padding:.8rem;font-size:14px}',
  'del,ins{text-decoration:none;display:block}del,.loss{color:var(--bad)}ins{color:var(--good)}',
].join('');

/** All that differs between two states as one page of HTML without scripts: losses first, changed transcripts line by line. */
export function differencesPage({ older, newer, names }: Compared): string {
  const found = compareStates(older, newer);
  const losses = found.filter(isLoss).length;
  const title = `${newer.index.project.name}: ${names.older} and ${names.newer}`;
  return [
    '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
    `<title>${escapeMarkup(title)}</title>\n<style>${STYLE}</style>\n</head>\n<body>\n<main>\n`,
    `<h1>What differs</h1>\n<p>From <strong>${escapeMarkup(names.older)}</strong> to <strong>${escapeMarkup(names.newer)}</strong>: `,
    `${count(found.length, 'difference')}, ${count(losses, 'loss', 'losses')}.</p>\n`,
    found.length === 0 ? '<p>Nothing differs.</p>\n' : tableOf(found),
    transcriptsHtml(found, { older, newer }),
    '</main>\n</body>\n</html>\n',
  ].join('');
}

function tableOf(found: readonly Difference[]): string {
  const rows = found.map((one) => {
    const mark = isLoss(one) ? `<strong class="loss">loss</strong>` : '';
    const cells = [
      mark,
      escapeMarkup(one.kind.replaceAll('-', ' ')),
      `<code>${escapeMarkup(one.id)}</code>`,
      escapeMarkup(one.words),
    ];
    return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>\n`;
  });
  const heads = ['Loss', 'What', 'Row or proof', 'From what to what'].map((head) => `<th scope="col">${head}</th>`);
  return `<table>\n<thead><tr>${heads.join('')}</tr></thead>\n<tbody>\n${rows.join('')}</tbody>\n</table>\n`;
}

function transcriptsHtml(found: readonly Difference[], { older, newer }: Omit<Compared, 'names'>): string {
  const changed = found.filter(({ kind }) => kind === 'transcript-changed');
  if (changed.length === 0) return '';
  const parts = changed.map(({ id }) => {
    const patch = createTwoFilesPatch(
      '',
      '',
      older.transcripts.get(id) ?? '',
      newer.transcripts.get(id) ?? '',
      '',
      '',
      {
        context: 3,
      },
    );
    const lines = patch.slice(patch.indexOf('@@')).split('\n');
    return `<h3>${escapeMarkup(id)}</h3>\n<pre>${lines.map(lineHtml).join('')}</pre>\n`;
  });
  return `<h2>Transcripts</h2>\n${parts.join('')}`;
}

function lineHtml(line: string): string {
  if (line.startsWith('+')) return `<ins>${escapeMarkup(line)}</ins>`;
  if (line.startsWith('-')) return `<del>${escapeMarkup(line)}</del>`;
  return `${escapeMarkup(line)}\n`;
}

const count = (number: number, one: string, many = `${one}s`): string => `${number} ${number === 1 ? one : many}`;
