import { PROBLEMS } from '../base/problem-catalogue.ts';

/** The reference page of all problem codes, as MDX. */
export function problemsPage(): string {
  const rows = Object.entries(PROBLEMS).map(
    ([code, { title, hint }]) => `| ${code} | ${cell(title)} | ${cell(hint)} |`,
  );
  return `${HEAD}${rows.join('\n')}\n`;
}

const HEAD = `---
title: Problem codes
description: Every mistake in the input that the engine reports, with its permanent code.
sidebar:
  order: 90
---

A mistake in a page, the matrix or the configuration is reported as \`file:line CODE title\`, followed by a hint. All mistakes are reported at once, nothing is run, and the exit status is 2. A code keeps its meaning for good.

This table is made from the engine's catalogue by \`npm run reference\`.

| code | what is wrong | hint |
|---|---|---|
`;

function cell(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('|', String.raw`\|`)
    .replaceAll(/[{}<>*_]/g, String.raw`\$&`);
}
