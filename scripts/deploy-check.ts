import { execa } from 'execa';
import path from 'node:path';
import { z } from 'zod';
import { fixture as deployment } from '../src/fixtures/deployment.ts';
import { fixture as postgres } from '../src/fixtures/postgres.ts';
import { fixture as stripe } from '../src/fixtures/stripe.ts';
import { withFixtures } from './with-fixtures.ts';

/** What must be found here and nowhere else: Stripe is the stand-in. */
const EXPECTED = ['pay.W207'];
const CLI = path.resolve('src/service/cli.ts');
const reportSchema = z.object({
  checks: z.array(z.object({ id: z.string(), fails: z.boolean(), mark: z.string(), title: z.string() })),
});

const overrides = parseOverrides(process.argv.slice(2));
const found = await withFixtures([postgres, stripe, deployment], async (env) => {
  const till = (...words: string[]) =>
    execa(process.execPath, [CLI, ...words], { env, extendEnv: false, reject: false });
  const file = path.join(env['BACKUP_DIR'] ?? '', 'one.backup');
  for (const words of [
    ['backup', file, '--record'],
    ['restore', file, '--drill'],
  ]) {
    const { failed, stderr } = await till(...words);
    if (failed) throw new Error(`till ${words[0]}: ${stderr}`);
  }
  const words = ['check', '--deploy', '--strict', '--url', env['SERVICE_URL'] ?? '', '--json'];
  const checked = await execa(process.execPath, [CLI, ...words], {
    env: { ...env, ...overrides },
    extendEnv: false,
    reject: false,
  });
  if (checked.exitCode === 2) throw new Error(checked.stderr);
  return reportSchema.parse(JSON.parse(checked.stdout)).checks;
});

for (const { id, mark, title } of found) console.log(`${mark.padEnd(5)} ${id.padEnd(10)} ${title}`);
const failing = found.filter(({ fails }) => fails).map(({ id }) => id);
const surprising = failing.filter((id) => !EXPECTED.includes(id));
const missing = EXPECTED.filter((id) => !failing.includes(id));
const holds = surprising.length === 0 && missing.length === 0;
console.log(
  holds
    ? `\n✓ deployment check  ${found.length} checks, and only what stands in for Stripe is found (${EXPECTED.join(', ')})`
    : `\n✗ deployment check  ${[...surprising, ...missing.map((id) => `${id} is not found`)].join(', ')}`,
);
process.exitCode = holds ? 0 : 1;

function parseOverrides(words: readonly string[]): Record<string, string> {
  const wrong = words.filter((word) => !/^[A-Z_]+=/.test(word));
  if (wrong.length > 0) {
    console.error(`not a setting: ${wrong.join(', ')}\n  hint: npm run deploy:check -- SESSION_SECRET=short`);
    process.exit(2);
  }
  return Object.fromEntries(words.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]));
}
