import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What a project is filled with: trivial proofs, twenty to a page. */
export interface ScratchProject {
  readonly root: string;
  readonly proofs: number;
  readonly language: 'js' | 'bash';
}

const A_PAGE = 20;
const FENCE = '```';
const SCRIPTS = { js: "check('one is one', 1, 1)", bash: 'true' } as const;
const EXTRA = { js: '', bash: ' exit="0"' } as const;

/** Writes a project and puts it under git, as real ones are. */
export function writeProject(project: ScratchProject): void {
  const content = path.join(project.root, 'content');
  mkdirSync(content, { recursive: true });
  for (let page = 0; page * A_PAGE < project.proofs; page += 1) {
    writeFileSync(path.join(content, `page-${page}.mdx`), pageText(project, page));
  }
  writeFileSync(path.join(project.root, '.gitignore'), 'proofs/.run/\n');
  execFileSync('git', ['init', '--quiet', project.root]);
}

function pageText({ proofs, language }: ScratchProject, page: number): string {
  const first = page * A_PAGE;
  const last = Math.min(first + A_PAGE, proofs);
  const blocks = Array.from({ length: last - first }, (_, index) => blockText(first + index, language));
  return `---\ntitle: Page ${page}\n---\n\n${blocks.join('\n')}`;
}

const blockText = (number: number, language: 'js' | 'bash'): string =>
  [
    `## Claim ${number}`,
    '',
    `${FENCE}${language} proof id="proof-${number}" title="Claim ${number} holds"${EXTRA[language]}`,
    SCRIPTS[language],
    FENCE,
    '',
  ].join('\n');
