import { fileURLToPath } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const axeFile = fileURLToPath(import.meta.resolve('axe-core/axe.min.js'));

/** Runs axe on the open page and returns its violations, one line each: rule, and where. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: axeFile });
  const { violations, passes } = await page.evaluate<AxeResults>('axe.run()');
  if (passes.length === 0) throw new Error('axe checked nothing.');
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}`));
}
