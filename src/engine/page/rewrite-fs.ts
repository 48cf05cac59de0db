import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parsePage } from './parse-page.ts';
import { replaceBlocks, type BlockEdit } from './replace-block.ts';

/** Rewrites blocks of a page, whole or not at all; false when the page would then not say what was meant. */
export function rewriteBlocks(root: string, file: string, edits: readonly BlockEdit[]): boolean {
  const target = path.join(root, file);
  const text = readFileSync(target, 'utf8');
  const changed = replaceBlocks(text, edits);
  if (!saysAsMeant(file, { before: text, after: changed }, edits)) return false;
  writeFileSync(`${target}.tmp`, changed);
  renameSync(`${target}.tmp`, target);
  return true;
}

function saysAsMeant(file: string, text: { before: string; after: string }, edits: readonly BlockEdit[]): boolean {
  const before = parsePage(file, text.before).value.blocks;
  const { value, problems } = parsePage(file, text.after);
  const meant = before.map(
    (block) => edits.find((one) => one.line === block.place.line)?.lines.join('\n') ?? block.text,
  );
  return problems.length === 0 && value.blocks.map((block) => block.text).join('\0') === meant.join('\0');
}
