import type { Licensed } from './judge-licences.ts';

/** A package with the text of its licence file; null when it has none. */
export interface Notice extends Licensed {
  readonly text: string | null;
}

/** THIRD-PARTY-NOTICES.md: the licence of every package whose code is handed over or runs at the customer's. */
export function noticesText(notices: readonly Notice[]): string {
  const parts = notices.map(({ name, version, licence, use, text }) => {
    const body = text === null ? 'It has no licence file.' : `~~~~text\n${text.replaceAll('\r', '').trim()}\n~~~~`;
    return `## ${name} ${version}\n\n${licence}, ${use === 'runs' ? 'runs' : use}\n\n${body}\n`;
  });
  const head =
    'Packages that Till and the engine run with, and those whose code is in `verify.mjs`. What only builds and tests is in `licences.json`.';
  return `# Third-party notices\n\n${head}\n\n${parts.join('\n')}`;
}
